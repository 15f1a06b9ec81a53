/** Fine-grained decisions by Cedar, inside the service. */
@NullMarked
package dev.apirouter.authzlib.cedar;

import org.jspecify.annotations.NullMarked;
