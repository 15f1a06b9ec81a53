/**
 * Sample service commercial: orders, quotes and invoices. Of the router it uses the library for
 * fine-grained checks, and nothing else.
 */
@NullMarked
package dev.apirouter.sample.commercial;

import org.jspecify.annotations.NullMarked;
