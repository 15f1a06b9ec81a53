package dev.apirouter.smithy.envoy;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A path that some operation has, whatever the method.
 *
 * @param path the path
 * @param methods the methods of all operations that every such path matches, so also those of less
 *     specific paths; not empty
 * @param queryLiterals names of the query literals by which its operations are told apart
 */
record KnownPath(RoutePath path, SortedSet<String> methods, SortedSet<String> queryLiterals) {
  KnownPath {
    methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
    queryLiterals = Collections.unmodifiableSortedSet(new TreeSet<>(queryLiterals));
  }
}
