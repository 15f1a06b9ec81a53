/** What is being called: the action map, URI patterns and labels. */
@NullMarked
package dev.apirouter.authz.route;

import org.jspecify.annotations.NullMarked;
