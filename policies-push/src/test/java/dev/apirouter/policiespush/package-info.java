@NullMarked
package dev.apirouter.policiespush;

import org.jspecify.annotations.NullMarked;
