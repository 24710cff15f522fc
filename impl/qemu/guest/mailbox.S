# The guest: a firmware of 64 KiB that executes commands from COM1 on the real vCPU. It has no stack and
# accesses only the memory that a command names.
#
# A command is  op(1) a(4) b(4) 0x5a , little-endian. Zero bytes between commands are ignored, so ten of
# them bring a guest in an unknown state to the beginning of a command.
#
#   'W' a b   *(u32 *)a = b                                          replies 'w'
#   'F' a b   fills the page at a with the word b                    replies 'w'
#   'R' a     reads                                                  replies 'r' *(u32 *)a
#   'L' a n   adds one to a word of each of n pages from a on,       replies 'l' as soon as it loops,
#             over and over, until a byte arrives, which is dropped  'w' when it has stopped
#   'E' a     echoes                                                 replies 'e' a
#   'C'       reports the count of writes                            replies 'c' with the same count as 'w'
#   'Z'       halts for good                                         replies 'z'
#
# Every reply is its letter, then four bytes: for 'w' the number of writes (W, F, L) begun so far, which is
# kept in a register and so migrates with the vCPU. The reply to an unknown command is '?'.

.set PORT, 0x3f8
.set STATUS, 0x3fd
.set BASE, 0xf0000

.macro GET_AL
9:  mov $STATUS, %dx
    pause
    inb %dx, %al
    test $1, %al
    jz 9b
    mov $PORT, %dx
    inb %dx, %al
.endm

.macro PUT_AH
9:  mov $STATUS, %dx
    inb %dx, %al
    test $0x20, %al
    jz 9b
    mov %ah, %al
    mov $PORT, %dx
    outb %al, %dx
.endm

.macro GET_WORD to
    GET_AL
    movzbl %al, \to
    .irp shift, 8, 16, 24
    GET_AL
    movzbl %al, %eax
    shl $\shift, %eax
    or %eax, \to
    .endr
.endm

    .code16
    .text
start:
    cli
    mov $(BASE >> 4), %ax
    mov %ax, %ds
    lgdtl descriptor
    mov $1, %eax
    mov %eax, %cr0
    data32 ljmp $8, $(BASE + protected)

    .code32
protected:
    inb $0x92, %al              # address line 20
    or $2, %al
    outb %al, $0x92
    mov $16, %eax
    mov %eax, %ds
    mov %eax, %es
    cld
    xor %ebx, %ebx              # writes begun
    mov $'!', %ah
    PUT_AH

next:
    GET_AL
    test %al, %al
    jz next
    movzbl %al, %ebp
    GET_WORD %esi
    GET_WORD %ecx
    GET_AL
    cmp $0x5a, %al
    jne unknown
    cmp $'W', %ebp
    je write
    cmp $'F', %ebp
    je fill
    cmp $'R', %ebp
    je read
    cmp $'L', %ebp
    je loop_pages
    cmp $'E', %ebp
    je echo
    cmp $'C', %ebp
    je count
    cmp $'Z', %ebp
    je sleep
unknown:
    mov $'?', %ah
    xor %edi, %edi
    jmp reply

write:
    inc %ebx
    mov %ecx, (%esi)
    jmp written

fill:
    inc %ebx
    mov %ecx, %eax
    mov %esi, %edi
    mov $1024, %ecx
    rep stosl
written:
    mov $'w', %ah
    mov %ebx, %edi
    jmp reply

read:
    mov (%esi), %edi
    mov $'r', %ah
    jmp reply

echo:
    mov %esi, %edi
    mov $'e', %ah
    jmp reply

count:
    mov %ebx, %edi
    mov $'c', %ah
    jmp reply

loop_pages:
    inc %ebx
    mov $'l', %ah
    PUT_AH
    mov $0, %edi
    .rept 4
    mov $0, %ah
    PUT_AH
    .endr
again:
    mov %esi, %eax
    mov %ecx, %ebp
page:
    incl (%eax)
    add $4096, %eax
    dec %ebp
    jnz page
    mov $STATUS, %dx
    inb %dx, %al
    test $1, %al
    jz again
    mov $PORT, %dx
    inb %dx, %al
    jmp written

sleep:
    mov $'z', %ah
    xor %edi, %edi
    PUT_AH
    .rept 4
    mov $0, %ah
    PUT_AH
    .endr
halt:
    hlt
    jmp halt

reply:
    PUT_AH
    mov $4, %ecx
rest:
    mov %edi, %eax
    shr $8, %edi
    mov %al, %ah
    PUT_AH
    dec %ecx
    jnz rest
    jmp next

    .align 8
descriptors:                    # KVM wants the accessed bits set beforehand
    .quad 0
    .quad 0x00cf9b000000ffff
    .quad 0x00cf93000000ffff
descriptor:
    .word 23
    .long BASE + descriptors

    .org 0xfff0                 # where a CPU begins
    .code16
    ljmp $0xf000, $start
    .org 0x10000
