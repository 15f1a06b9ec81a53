/** The life of a Check: stages in order, and what can come of them. */
@NullMarked
package dev.apirouter.authz.check;

import org.jspecify.annotations.NullMarked;
