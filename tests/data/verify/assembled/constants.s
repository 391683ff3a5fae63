# SPDX-License-Identifier: MIT
# Strings that the linker merges, one of which code refers to by a label; a table of pointers, and one of distances from
# its own start, as LLVM makes them. HERE has the strings in another order, which is no difference.
        .section .rodata.str1.1,"aMS",@progbits,1
.ifdef HERE
.Lfour: .asciz "four"
.Lshared:
        .asciz "code refers to this one"
.Lthree:
        .asciz "three"
.Ltwo:  .asciz "two"
.Lone:  .asciz "one"
.else
.Lone:  .asciz "one"
.Ltwo:  .asciz "two"
.Lshared:
        .asciz "code refers to this one"
.Lthree:
        .asciz "three"
.Lfour: .asciz "four"
.endif

        .section .data.rel.ro.pointers,"aw",@progbits
        .p2align 3
.Lpointers:
        .quad .Lone, .Ltwo, .Lthree, .Lfour

        .section .rodata.distances,"a",@progbits
        .p2align 2
.Ldistances:
        .long .Lone - .Ldistances
        .long .Ltwo - .Ldistances
        .long .Lthree - .Ldistances
.ifdef CHANGED
        .long .Lthree - .Ldistances
.else
        .long .Lfour - .Ldistances
.endif

        .section .text.names,"ax",@progbits
        .globl names
        .type names, @function
names:
        leaq .Lpointers(%rip), %rax
        leaq .Ldistances(%rip), %rcx
        leaq .Lshared(%rip), %rdx
        retq
        .size names, . - names
        .section .note.GNU-stack,"",@progbits
