/** Sample service commercial: orders, quotes and invoices. It imports nothing of the router. */
@NullMarked
package dev.apirouter.sample.commercial;

import org.jspecify.annotations.NullMarked;
