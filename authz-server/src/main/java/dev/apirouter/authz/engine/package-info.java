/** May the principal do it: the query, the decision and the engines' decorators. */
@NullMarked
package dev.apirouter.authz.engine;

import org.jspecify.annotations.NullMarked;
