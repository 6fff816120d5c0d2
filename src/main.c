/* main.c - begins; app.h goes on. */
#include "app/app.h"

int main(int argc, char **argv)
{
	static struct app app; /* no memory is asked for later */

	return app_run(&app, argc, argv);
}
