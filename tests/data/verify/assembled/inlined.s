# SPDX-License-Identifier: MIT
# Code of another package: its functions, what is inlined from it, and the names of its files. HERE has another version.
# `untouched` is of no other package; CHANGED it differs.
.ifdef HERE
.macro package_directory
        .ascii "/rust/deps/needle-2.7.6"
.endm
        .set added, 1
.else
.macro package_directory
        .ascii "/rust/deps/needle-2.8.0"
.endm
        .set added, 2
.endif
.ifdef CHANGED
        .set more, 7
.else
        .set more, 3
.endif

        .section .debug_abbrev,"",@progbits
        .byte 1, 0x11, 0                # a unit without children
        .byte 0x10, 0x17                # DW_AT_stmt_list, sec_offset
        .byte 0x03, 0x08                # DW_AT_name, string
        .byte 0x1b, 0x08                # DW_AT_comp_dir, string
        .byte 0, 0, 0
        .section .debug_info,"",@progbits
        .long .Lunit_end - .Lunit
.Lunit: .short 4
        .long .debug_abbrev
        .byte 8, 1
        .long .Llines
        .asciz "src/lib.rs"
        .asciz "/rust/deps/little-1.2.3"
.Lunit_end:

        .section .debug_line,"",@progbits
.Llines:
        .long .Llines_end - .Lline_version
.Lline_version:
        .short 4
        .long .Lline_program - .Lline_head
.Lline_head:
        .byte 1, 1, 1, 0, 1, 10         # special opcodes begin at 10
        .byte 0, 1, 1, 1, 1, 0, 0, 0, 1 # operands of those before
        package_directory               # folders
        .byte 0, 0
        .asciz "src/lib.rs"             # file 1: of the crate itself
        .byte 0, 0, 0
        .asciz "src/search.rs"          # file 2: of the package
        .byte 1, 0, 0
        .byte 0
.Lline_program:
.macro sequence from:req, to:req, file:req
        .byte 0, 9, 2                   # DW_LNE_set_address
        .quad \from
        .byte 4, \file                  # DW_LNS_set_file
        .byte 1                         # DW_LNS_copy
        .byte 9                         # DW_LNS_fixed_advance_pc
        .short \to - \from
        .byte 0, 1, 1                   # DW_LNE_end_sequence
.endm
        sequence _RNvCs1stCrateId_6little9searching, .Lsearching_end, 2
        sequence _RNvCs1stCrateId_6little9untouched, .Luntouched_end, 1
.Llines_end:

        .section .rodata.file,"a",@progbits
.Lfile: package_directory
        .ascii "/src/search.rs"
.Lfile_end:
        .section .data.rel.ro.place,"aw",@progbits
        .p2align 3
.Lplace:
        .quad .Lfile, .Lfile_end - .Lfile
        .long 40 + added, 9

.macro function name:req
        .section .text.\name,"ax",@progbits
        .globl \name
        .type \name, @function
\name:
.endm
        function _RNvCs1stCrateId_6little9searching
        leaq added(%rdi), %rax
        retq
.Lsearching_end:
        .size _RNvCs1stCrateId_6little9searching, . - _RNvCs1stCrateId_6little9searching

        function _RNvCs1stCrateId_6little9untouched
        leaq more(%rdi), %rax
        retq
.Luntouched_end:
        .size _RNvCs1stCrateId_6little9untouched, . - _RNvCs1stCrateId_6little9untouched

        function _RNvCs1stCrateId_6little6panics
        leaq .Lplace(%rip), %rdi
        retq
        .size _RNvCs1stCrateId_6little6panics, . - _RNvCs1stCrateId_6little6panics

.ifndef HERE
        function _RINvCs3rdCrateId_6needle4findmECs1stCrateId_6little
        xorl %eax, %eax
        retq
        .size _RINvCs3rdCrateId_6needle4findmECs1stCrateId_6little, . - _RINvCs3rdCrateId_6needle4findmECs1stCrateId_6little
.endif
        .section .note.GNU-stack,"",@progbits
