package dev.apirouter.smithy.envoy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The routes by literal prefix of the path.
 *
 * <p>Envoy's prefix map takes the longest prefix that the path begins with, and does not come back
 * where none of its routes matches. So the candidates of a prefix are all routes which a path that
 * lands there can match, and not only those that have this literal prefix: {@code
 * /orders/searchable} lands on {@code /orders/search} and has to find {@code /orders/{id}} there.
 * The route found among the candidates is the one that a scan of all routes would find.
 *
 * @param byPrefix the candidates of each prefix
 */
record RouteTree(SortedMap<String, Candidates> byPrefix) {
  /**
   * The few routes looked at for one prefix.
   *
   * @param operations operations, the most specific first
   * @param paths their paths, the most specific first
   */
  record Candidates(List<OperationRoute> operations, List<KnownPath> paths) {
    Candidates {
      operations = List.copyOf(operations);
      paths = List.copyOf(paths);
    }
  }

  RouteTree {
    byPrefix = Collections.unmodifiableSortedMap(new TreeMap<>(byPrefix));
  }

  /** The tree of some operations, whatever their order. */
  static RouteTree of(Collection<OperationRoute> routes) {
    List<OperationRoute> operations = routes.stream().sorted().toList();
    List<KnownPath> paths = knownPaths(operations);
    SortedMap<String, Candidates> byPrefix = new TreeMap<>();
    for (KnownPath known : paths) {
      byPrefix.computeIfAbsent(
          known.path().literalPrefix(),
          prefix ->
              new Candidates(
                  operations.stream().filter(it -> landsOn(it.path(), prefix)).toList(),
                  paths.stream().filter(it -> landsOn(it.path(), prefix)).toList()));
    }
    return new RouteTree(byPrefix);
  }

  /**
   * Says whether a path that matches may have this one as its longest prefix. Where its own prefix
   * is the longer one, it lands there.
   */
  private static boolean landsOn(RoutePath path, String prefix) {
    return prefix.startsWith(path.literalPrefix()) && path.mayBeginWith(prefix);
  }

  private static List<KnownPath> knownPaths(List<OperationRoute> operations) {
    SortedMap<RoutePath, List<OperationRoute>> alike =
        operations.stream().collect(groupingBy(OperationRoute::path, TreeMap::new, toList()));
    return alike.entrySet().stream()
        .map(it ->
            new KnownPath(
                it.getKey(),
                operations.stream()
                    .filter(operation -> operation.path().covers(it.getKey()))
                    .map(operation -> operation.operation().getMethod())
                    .collect(toCollection(TreeSet::new)),
                it.getValue().stream()
                    .flatMap(operation -> operation.queryLiterals().keySet().stream())
                    .collect(toCollection(TreeSet::new))))
        .toList();
  }
}
