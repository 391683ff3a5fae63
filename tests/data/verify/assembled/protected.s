# SPDX-License-Identifier: MIT
# A C function, as a compiler makes it; HERE without `-fcf-protection`.
        .section .text.absvdi2,"ax",@progbits
        .globl __absvdi2
        .type __absvdi2, @function
__absvdi2:
.ifndef HERE
        endbr64
.endif
        movq %rdi, %rax
        retq
        .size __absvdi2, . - __absvdi2
.ifndef HERE
        .section .note.gnu.property,"a",@note
        .p2align 3
        .long 4, 16, 5
        .asciz "GNU"
        .long 0xc0000002, 4, 3, 0       # GNU_PROPERTY_X86_FEATURE_1_AND: IBT and SHSTK
.endif
        .section .comment,"MS",@progbits,1
        .byte 0
        .asciz "a C compiler 1.0"
        .section .note.GNU-stack,"",@progbits
