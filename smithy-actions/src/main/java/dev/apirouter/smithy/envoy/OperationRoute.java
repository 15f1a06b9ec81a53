package dev.apirouter.smithy.envoy;

import static java.util.Comparator.comparing;

import dev.apirouter.authz.v1.Operation;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.smithy.model.pattern.UriPattern;

/**
 * An operation with its URI parsed.
 *
 * <p>Routes are ordered by Smithy's specificity: by path, then the one with more query literals
 * first. Id breaks ties, so that the order is total.
 *
 * @param operation the operation
 * @param path the path of its URI
 * @param queryLiterals what its URI wants of the query, ordered by name; an empty value: the name
 *     alone
 */
record OperationRoute(Operation operation, RoutePath path, Map<String, String> queryLiterals)
    implements Comparable<OperationRoute> {
  private static final Comparator<OperationRoute> SPECIFICITY =
      comparing(OperationRoute::path)
          .thenComparingInt(it -> -it.queryLiterals().size())
          .thenComparing(it -> it.operation().getId());

  OperationRoute {
    queryLiterals = Collections.unmodifiableMap(new TreeMap<>(queryLiterals));
  }

  /**
   * The route of an operation.
   *
   * @throws software.amazon.smithy.model.pattern.InvalidUriPatternException if its URI is none
   */
  static OperationRoute of(Operation operation) {
    UriPattern uri = UriPattern.parse(operation.getUri());
    return new OperationRoute(operation, new RoutePath(uri.getSegments()), uri.getQueryLiterals());
  }

  @Override
  public int compareTo(OperationRoute other) {
    return SPECIFICITY.compare(this, other);
  }
}
