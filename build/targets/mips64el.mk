# mips64el.mk - 64-bit MIPS, little-endian: Loongson boards, EdgeRouters run little-endian.
PACKAGE := gcc-mips64el-linux-gnuabi64
CROSS   := mips64el-linux-gnuabi64-
CPU     :=
QEMU    := qemu-mips64el-static
LARGE_PAGES := 1
BUDGET  := 814000
MUSL_TARGET := mips64el-linux-musl
