package dev.apirouter.smithy;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.smithy.model.pattern.SmithyPattern.Segment;
import software.amazon.smithy.model.pattern.UriPattern;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.traits.HttpTrait;

/** What a route's method and URI must satisfy, each for itself and together. */
final class UriRules {
  /**
   * Methods that an operation may have. The others mean something to HTTP itself: HEAD is GET
   * without a body, and CONNECT, OPTIONS and TRACE are for the gateway (RFC 9110, section 9.3).
   */
  private static final Set<String> METHODS = Set.of("DELETE", "GET", "PATCH", "POST", "PUT");

  /** What survives the gateway's path normalisation unchanged: nothing escaped, no {@code ;}. */
  private static final Pattern LITERAL = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~:@-]+");

  private static final Pattern QUERY_NAME = Pattern.compile("[A-Za-z0-9._~-]+");
  private static final Pattern QUERY_VALUE = Pattern.compile("[A-Za-z0-9._~-]*");

  private final Problems problems;

  UriRules(Problems problems) {
    this.problems = problems;
  }

  void check(String serviceName, OperationShape operation, HttpTrait http) {
    UriPattern uri = http.getUri();
    if (!METHODS.contains(http.getMethod())) {
      problems.add(
          http,
          operation,
          "has the method \"%s\"".formatted(http.getMethod()),
          "one of DELETE, GET, PATCH, POST, PUT");
    }
    List<Segment> segments = uri.getSegments();
    if (segments.size() < 3
        || !isLiteral(segments.get(0), "api")
        || !isLiteral(segments.get(1), serviceName)) {
      problems.add(
          http,
          operation,
          "has the URI \"%s\", which is outside its service".formatted(uri),
          "a URI that begins with /api/%s/".formatted(serviceName));
    }
    for (Segment segment : segments) {
      if (segment.isLiteral() && !LITERAL.matcher(segment.getContent()).matches()) {
        problems.add(
            http,
            operation,
            "has the segment \"%s\", which no normalised path contains"
                .formatted(segment.getContent()),
            "a segment that matches " + LITERAL);
      }
    }
    uri.getQueryLiterals()
        .forEach((name, value) -> {
          if (!QUERY_NAME.matcher(name).matches() || !QUERY_VALUE.matcher(value).matches()) {
            problems.add(
                http,
                operation,
                "has the query literal \"%s=%s\", which can be written in several ways"
                    .formatted(name, value),
                "a name and a value that match " + QUERY_VALUE);
          }
        });
  }

  /** Adds a problem for each pair of operations that a request could mean both of. */
  void checkOverlaps(Map<OperationShape, HttpTrait> routes) {
    Map<String, List<Map.Entry<OperationShape, HttpTrait>>> alike =
        routes.entrySet().stream()
            .collect(groupingBy(it -> shape(it.getValue()), TreeMap::new, toList()));
    for (List<Map.Entry<OperationShape, HttpTrait>> group : alike.values()) {
      for (int later = 1; later < group.size(); later++) {
        for (int earlier = 0; earlier < later; earlier++) {
          checkOverlap(group.get(earlier), group.get(later));
        }
      }
    }
  }

  private void checkOverlap(
      Map.Entry<OperationShape, HttpTrait> first, Map.Entry<OperationShape, HttpTrait> second) {
    UriPattern firstUri = first.getValue().getUri();
    UriPattern secondUri = second.getValue().getUri();
    if (sameSpecificity(firstUri, secondUri)) {
      problems.add(
          second.getValue(),
          second.getKey(),
          "%s \"%s\" overlaps with \"%s\" of operation %s (%s:%d)"
              .formatted(
                  second.getValue().getMethod(),
                  secondUri,
                  firstUri,
                  first.getKey().getId(),
                  first.getValue().getSourceLocation().getFilename(),
                  first.getValue().getSourceLocation().getLine()),
          "URIs that no request can match both of with the same specificity");
    }
  }

  /**
   * Says whether a request can satisfy the query literals of both while neither is more specific.
   * That holds for equal ones, which is what {@link UriPattern#conflictsWith} refuses; and, as
   * Smithy orders by the number of literals alone, for {@code ?a} and {@code ?b}.
   */
  private static boolean sameSpecificity(UriPattern first, UriPattern second) {
    Map<String, String> literals = first.getQueryLiterals();
    Map<String, String> others = second.getQueryLiterals();
    return literals.size() == others.size()
        && literals.entrySet().stream()
            .allMatch(it -> others.getOrDefault(it.getKey(), it.getValue()).equals(it.getValue()));
  }

  /** Equal exactly for routes whose method and path match the same requests. */
  private static String shape(HttpTrait http) {
    StringBuilder shape = new StringBuilder(http.getMethod());
    for (Segment segment : http.getUri().getSegments()) {
      shape.append('/');
      if (segment.isGreedyLabel()) {
        shape.append("{+}");
      } else if (segment.isLabel()) {
        shape.append("{}");
      } else {
        shape.append(segment.getContent());
      }
    }
    return shape.toString();
  }

  private static boolean isLiteral(Segment segment, String content) {
    return segment.isLiteral() && segment.getContent().equals(content);
  }
}
