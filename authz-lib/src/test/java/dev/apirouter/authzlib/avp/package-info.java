@NullMarked
package dev.apirouter.authzlib.avp;

import org.jspecify.annotations.NullMarked;
