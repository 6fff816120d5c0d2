# x86_64.mk - PCs and servers of the last twenty years.
PACKAGE := gcc-x86-64-linux-gnu
CROSS   := x86_64-linux-gnu-
CPU     :=
QEMU    := qemu-x86_64-static
BUDGET  := 516000
MUSL_TARGET := x86_64-linux-musl
