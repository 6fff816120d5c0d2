# riscv64.mk - 64-bit RISC-V boards.
PACKAGE := gcc-riscv64-linux-gnu
CROSS   := riscv64-linux-gnu-
CPU     :=
QEMU    := qemu-riscv64-static
BUDGET  := 499000
MUSL_TARGET := riscv64-linux-musl
