@NullMarked
package dev.apirouter.cedar;

import org.jspecify.annotations.NullMarked;
