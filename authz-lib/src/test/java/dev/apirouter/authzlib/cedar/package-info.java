@NullMarked
package dev.apirouter.authzlib.cedar;

import org.jspecify.annotations.NullMarked;
