@NullMarked
package dev.apirouter.authzlib;

import org.jspecify.annotations.NullMarked;
