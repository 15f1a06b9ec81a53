package dev.apirouter.smithy.envoy;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.List;
import software.amazon.smithy.model.pattern.SmithyPattern.Segment;

/**
 * The path of a Smithy URI pattern: its segments, without query literals.
 *
 * <p>Paths are ordered by Smithy's specificity, the most specific first: segment by segment from
 * the left, a literal comes before a label and a label before a greedy label; then the path with
 * more segments. The expression breaks ties, so that the order is total; two paths that differ only
 * in the names of their labels are the same place in it.
 *
 * @param segments the segments in order; none for {@code /}
 * @see <a href="https://smithy.io/2.0/spec/http-bindings.html#specificity-routing">Smithy,
 *     specificity routing</a>
 */
record RoutePath(List<Segment> segments) implements Comparable<RoutePath> {
  private static final Comparator<RoutePath> SPECIFICITY =
      comparing(RoutePath::ranks, RoutePath::compareRanks).thenComparing(RoutePath::expression);

  RoutePath {
    segments = List.copyOf(segments);
  }

  @Override
  public int compareTo(RoutePath other) {
    return SPECIFICITY.compare(this, other);
  }

  /**
   * RE2 expression that the whole path of a request (without its query) must match. A label is one
   * segment and a greedy label at least one, none of them empty; a trailing slash is optional.
   */
  String expression() {
    return segments.stream().map(it -> "/" + expression(it)).collect(joining("", "", "/?"));
  }

  /**
   * The literal segments up to the first label, with a leading slash: every path that matches
   * begins with this text. {@code /} where the first segment is a label.
   */
  String literalPrefix() {
    String prefix =
        segments.stream()
            .takeWhile(Segment::isLiteral)
            .map(it -> "/" + it.getContent())
            .collect(joining());
    return prefix.isEmpty() ? "/" : prefix;
  }

  /**
   * Says whether some path that begins with the text can match. The text need not end at a segment:
   * {@code /orders/{id}} may begin with {@code /orders/search}, for {@code /orders/searchable}.
   *
   * @param prefix literal segments, each with its leading slash, or a slash alone
   */
  boolean mayBeginWith(String prefix) {
    if (prefix.equals("/")) {
      return true;
    }
    List<String> texts = List.of(prefix.substring(1).split("/", -1));
    for (int i = 0; i < texts.size(); i++) {
      if (i == segments.size()) {
        return false;
      }
      Segment segment = segments.get(i);
      if (segment.isGreedyLabel()) {
        return true;
      }
      boolean last = i == texts.size() - 1;
      String literal = segment.getContent();
      if (segment.isLiteral()
          && !(last ? literal.startsWith(texts.get(i)) : literal.equals(texts.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Says whether every path that matches the other one matches this one too. */
  boolean covers(RoutePath other) {
    return covers(segments, other.segments);
  }

  private static boolean covers(List<Segment> these, List<Segment> others) {
    if (these.isEmpty() || others.isEmpty()) {
      return these.isEmpty() && others.isEmpty();
    }
    Segment first = these.getFirst();
    List<Segment> rest = these.subList(1, these.size());
    List<Segment> otherRest = others.subList(1, others.size());
    if (first.isGreedyLabel()) {
      return covers(rest, otherRest) || covers(these, otherRest);
    }
    Segment other = others.getFirst();
    boolean covered =
        first.isLabel()
            ? !other.isGreedyLabel()
            : other.isLiteral() && first.getContent().equals(other.getContent());
    return covered && covers(rest, otherRest);
  }

  private static String expression(Segment segment) {
    if (segment.isGreedyLabel()) {
      return "[^/].*";
    }
    return segment.isLabel() ? "[^/]+" : quote(segment.getContent());
  }

  /** The text as an RE2 expression that matches exactly it. */
  static String quote(String literal) {
    return literal.replaceAll("[^A-Za-z0-9_-]", "\\\\$0");
  }

  private List<Integer> ranks() {
    return segments.stream().map(it -> it.isGreedyLabel() ? 2 : it.isLabel() ? 1 : 0).toList();
  }

  private static int compareRanks(List<Integer> these, List<Integer> others) {
    for (int i = 0; i < Math.min(these.size(), others.size()); i++) {
      int order = these.get(i).compareTo(others.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(others.size(), these.size());
  }
}
