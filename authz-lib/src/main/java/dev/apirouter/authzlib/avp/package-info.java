/** Fine-grained decisions by Amazon Verified Permissions. */
@NullMarked
package dev.apirouter.authzlib.avp;

import org.jspecify.annotations.NullMarked;
