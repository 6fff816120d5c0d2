/* context.c - see context.h. */
#include "cmd/context.h"

void context_start(struct context *ctx)
{
	timeline_start(&ctx->log);
	os_names(&ctx->how.system);
	ctx->how.hosts = os_hosts_path();
	ctx->escape = CONTEXT_ESCAPE;
	ctx->prefix = CONTEXT_PREFIX;
	ctx->echo = true;
	ctx->page.columns = PAGE_COLUMNS;
}
