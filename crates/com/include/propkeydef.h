/* See propsys.h. */
#include <propsys.h>
