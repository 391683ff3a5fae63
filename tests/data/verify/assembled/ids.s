# SPDX-License-Identifier: MIT
# What follows from a crate's id: HERE has another. A function that returns the id of a type, one that compares with it,
# and two equal functions of which the optimizer has kept one, and not the same one.
.ifdef HERE
        .set id_low, 0x8181818181818181
        .set id_high, 0x8282828282828282
.else
        .set id_low, 0x8383838383838383
        .set id_high, 0x8484848484848484
.endif

        .section .rodata.cst16,"aM",@progbits,16
        .p2align 4
.Lid:   .quad id_low, id_high

        .section .rodata.two_ids,"a",@progbits
        .p2align 4
.Ltwo:  .quad id_low, id_high, 5, 6

.macro function name:req
        .section .text.\name,"ax",@progbits
        .globl \name
        .type \name, @function
\name:
.endm

.macro crate_of name:req, id:req
        function _RNvXCs\id\()_6littleNtB2_5ThingNtNtCs4core56789_4core3any3Any7type_id
        movups .Lid(%rip), %xmm0
        retq
        .size _RNvXCs\id\()_6littleNtB2_5ThingNtNtCs4core56789_4core3any3Any7type_id, . - _RNvXCs\id\()_6littleNtB2_5ThingNtNtCs4core56789_4core3any3Any7type_id

        function _RNvCs\id\()_6little8is_thing
        movabsq $id_low, %rax
        cmpq %rax, (%rdi)
        movups .Ltwo(%rip), %xmm0
        retq
        .size _RNvCs\id\()_6little8is_thing, . - _RNvCs\id\()_6little8is_thing

        function _RNvCs\id\()_6little5\name
        leaq 1(%rdi,%rdi), %rax
        retq
        .size _RNvCs\id\()_6little5\name, . - _RNvCs\id\()_6little5\name

        function _RNvCs\id\()_6little4call
        leaq .Ltable(%rip), %rax
        jmp _RNvCs\id\()_6little5\name
        .size _RNvCs\id\()_6little4call, . - _RNvCs\id\()_6little4call

        .section .data.rel.ro.table,"aw",@progbits
        .p2align 3
.Ltable:
        .quad _RNvCs\id\()_6little5\name
.endm

.ifdef HERE
        crate_of other, 2ndCrateId
.else
        crate_of equal, 1stCrateId
.endif
        .section .note.GNU-stack,"",@progbits
