# armv7.mk - 32-bit Arm with an FPU: Raspberry Pi 2, routers with a Cortex-A.
PACKAGE := gcc-arm-linux-gnueabihf
CROSS   := arm-linux-gnueabihf-
CPU     := -march=armv7-a -mfpu=vfpv3-d16
QEMU    := qemu-arm-static -cpu cortex-a7
LARGE_PAGES := 1
BUDGET  := 473000
MUSL_TARGET := arm-linux-musleabihf
