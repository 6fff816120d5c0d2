# armv5te.mk - old Arm without an FPU: NAS boxes with a Kirkwood, Raspberry Pi 1 and Zero.
PACKAGE := gcc-arm-linux-gnueabi
CROSS   := arm-linux-gnueabi-
CPU     := -march=armv5te -mfloat-abi=soft
QEMU    := qemu-arm-static -cpu arm926
LARGE_PAGES := 1
BUDGET  := 663000
MUSL_TARGET := arm-linux-musleabi
SOFT    := 1
