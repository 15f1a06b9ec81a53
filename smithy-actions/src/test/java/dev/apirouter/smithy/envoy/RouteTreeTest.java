package dev.apirouter.smithy.envoy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.v1.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTreeTest {
  @Test
  void of_patterns_areOrderedBySpecificity() {
    RouteTree tree =
        tree(
            "GET /a/{rest+}",
            "GET /a/{rest+}/z",
            "GET /a/{x}",
            "GET /a/{x}/c",
            "GET /a/b",
            "GET /a/b/{y}",
            "GET /a/{x}?p",
            "GET /a/{x}?p&q=1");

    assertThat(uris(tree, "/a/b"))
        .containsExactly(
            "/a/b/{y}",
            "/a/b",
            "/a/{x}/c",
            "/a/{x}?p&q=1",
            "/a/{x}?p",
            "/a/{x}",
            "/a/{rest+}/z",
            "/a/{rest+}");
  }

  @Test
  void of_prefixInsideASegment_hasTheLabelRouteToo() {
    RouteTree tree = tree("GET /orders/search", "GET /orders/{id}", "GET /orders/{id}/cancel");

    assertThat(uris(tree, "/orders/search"))
        .containsExactly("/orders/search", "/orders/{id}/cancel", "/orders/{id}");
  }

  @Test
  void of_prefixInsideALiteralAfterALabel_hasTheLabelRouteToo() {
    RouteTree tree = tree("GET /o/x/ab", "GET /o/x/a", "GET /o/{id}/abc");

    assertThat(uris(tree, "/o/x/a")).containsExactly("/o/x/a", "/o/{id}/abc");
    assertThat(uris(tree, "/o/x/ab")).containsExactly("/o/x/ab", "/o/{id}/abc");
  }

  @Test
  void of_longerLiteral_isNotACandidateOfTheShorterPrefix() {
    RouteTree tree = tree("GET /orders", "GET /orders/search");

    assertThat(uris(tree, "/orders")).containsExactly("/orders");
    assertThat(uris(tree, "/orders/search")).containsExactly("/orders/search");
  }

  @Test
  void of_siblingPath_isNoCandidate() {
    RouteTree tree = tree("GET /orders/{id}", "GET /quotes/{id}");

    assertThat(uris(tree, "/orders")).containsExactly("/orders/{id}");
  }

  @Test
  void of_noOperations_hasNoPrefixes() {
    assertThat(tree().byPrefix()).isEmpty();
  }

  @Test
  void of_labelFirst_standsUnderTheRoot() {
    assertThat(tree("GET /{a}/x", "GET /b").byPrefix()).containsOnlyKeys("/", "/b");
  }

  @Test
  void of_differentLabelNames_areOnePathWithBothMethods() {
    RouteTree tree = tree("GET /orders/{id}", "DELETE /orders/{orderId}");

    assertThat(methods(tree, "/orders")).containsExactly("[^/]+=[DELETE, GET]");
  }

  @Test
  void of_lessSpecificPath_addsItsMethodsToThoseAllowed() {
    RouteTree tree = tree("GET /o/search", "DELETE /o/{id}", "PUT /o/{rest+}", "POST /o/{id}/x");

    assertThat(methods(tree, "/o/search"))
        .containsExactly(
            "search=[DELETE, GET, PUT]",
            "[^/]+/x=[POST, PUT]",
            "[^/]+=[DELETE, PUT]",
            "[^/].*=[PUT]");
  }

  /** The prefix map must not change what a linear scan of all routes finds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void of_randomRoutes_findsWhatALinearScanFinds(long seed) {
    Random random = new Random(seed);
    int found = 0;
    for (int round = 0; round < 200; round++) {
      List<OperationRoute> routes =
          IntStream.range(0, 1 + random.nextInt(12)).mapToObj(i -> randomRoute(random, i)).toList();
      RouteTree tree = RouteTree.of(routes);
      List<OperationRoute> scanned = routes.stream().sorted().toList();
      for (int i = 0; i < 40; i++) {
        String path =
            random.nextBoolean()
                ? randomPath(random)
                : pathOf(routes.get(random.nextInt(routes.size())), random);

        Optional<OperationRoute> expected = first(scanned, path);

        assertThat(first(candidates(tree, path), path))
            .as("path %s of routes %s", path, routes.stream().map(RouteTreeTest::uri).toList())
            .isEqualTo(expected);
        found += expected.isPresent() ? 1 : 0;
      }
    }
    assertThat(found).as("paths that match a route at all").isGreaterThan(1000);
  }

  private static OperationRoute randomRoute(Random random, int index) {
    List<String> segments = new ArrayList<>();
    boolean greedy = false;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int kind = random.nextInt(8);
      if (kind == 0 && !greedy) {
        segments.add("{l" + i + "+}");
        greedy = true;
      } else if (kind < 4 && !greedy) {
        segments.add("{l" + i + "}");
      } else {
        segments.add(literal(random));
      }
    }
    return route("R" + index, "GET", "/" + String.join("/", segments));
  }

  private static String randomPath(Random random) {
    return Stream.generate(() -> literal(random))
            .limit(1 + random.nextInt(5))
            .map(it -> "/" + it)
            .collect(joining())
        + (random.nextInt(4) == 0 ? "/" : "");
  }

  /** A path that matches the route, mostly. */
  private static String pathOf(OperationRoute route, Random random) {
    return route.path().segments().stream()
        .map(it -> "/" + (it.isLabel() ? literal(random) : it.getContent()))
        .collect(joining());
  }

  /** Few letters, so that one literal often begins with another. */
  private static String literal(Random random) {
    return Stream.generate(() -> random.nextBoolean() ? "a" : "b")
        .limit(1 + random.nextInt(2))
        .collect(joining());
  }

  private static Optional<OperationRoute> first(List<OperationRoute> routes, String path) {
    return routes.stream().filter(it -> path.matches(it.path().expression())).findFirst();
  }

  /** What Envoy's prefix map does: the longest prefix, and no other. */
  private static List<OperationRoute> candidates(RouteTree tree, String path) {
    SortedMap<String, RouteTree.Candidates> byPrefix = tree.byPrefix();
    for (int length = path.length(); length > 0; length--) {
      RouteTree.Candidates candidates = byPrefix.get(path.substring(0, length));
      if (candidates != null) {
        return candidates.operations();
      }
    }
    return List.of();
  }

  private static RouteTree tree(String... routes) {
    Map<String, OperationRoute> parsed = new LinkedHashMap<>();
    for (String route : routes) {
      String[] parts = route.split(" ", 2);
      parsed.put(route, route("R" + parsed.size(), parts[0], parts[1]));
    }
    return RouteTree.of(parsed.values());
  }

  private static OperationRoute route(String id, String method, String uri) {
    return OperationRoute.of(
        Operation.newBuilder().setId(id).setMethod(method).setUri(uri).build());
  }

  private static List<String> uris(RouteTree tree, String prefix) {
    return at(tree, prefix).operations().stream().map(RouteTreeTest::uri).toList();
  }

  private static String uri(OperationRoute route) {
    return route.operation().getUri();
  }

  /** The paths of a prefix without their first segment, and the methods they allow. */
  private static List<String> methods(RouteTree tree, String prefix) {
    return at(tree, prefix).paths().stream()
        .map(it -> it.path().expression().replaceAll("^/\\w+/|/\\?$", "") + "=" + it.methods())
        .toList();
  }

  private static RouteTree.Candidates at(RouteTree tree, String prefix) {
    assertThat(tree.byPrefix()).containsKey(prefix);
    return Objects.requireNonNull(tree.byPrefix().get(prefix));
  }
}
