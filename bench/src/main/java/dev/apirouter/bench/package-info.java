/** Benchmarks: servers to compare with, and what measures them. */
@NullMarked
package dev.apirouter.bench;

import org.jspecify.annotations.NullMarked;
