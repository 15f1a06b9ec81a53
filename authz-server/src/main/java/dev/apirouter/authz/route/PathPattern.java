package dev.apirouter.authz.route;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The path part of a Smithy URI pattern: {@code /api/commercial/orders/{id}}, {@code
 * /api/user-mgmt/files/{path+}/meta}.
 *
 * <p>It takes the labels out of a path. A path is split on raw {@code /} first and decoded after
 * that, so an encoded slash never makes a segment; a label is one segment that is not empty, a
 * greedy label is one or more; one slash at the end is ignored. See <a
 * href="https://smithy.io/2.0/spec/http-bindings.html#uri">Smithy, http trait, uri</a>.
 */
public final class PathPattern {
  private final String pattern;
  private final List<Segment> segments;
  private final int greedyIndex;

  private record Segment(String text, boolean label) {}

  private PathPattern(String pattern, List<Segment> segments, int greedyIndex) {
    this.pattern = pattern;
    this.segments = List.copyOf(segments);
    this.greedyIndex = greedyIndex;
  }

  /**
   * Parses a Smithy URI pattern; its query literals are left out.
   *
   * @throws IllegalArgumentException naming the pattern and what is wrong with it
   */
  public static PathPattern parse(String pattern) {
    int query = pattern.indexOf('?');
    String path = query < 0 ? pattern : pattern.substring(0, query);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("URI pattern '" + pattern + "' does not begin with '/'");
    }
    List<Segment> segments = new ArrayList<>();
    int greedyIndex = -1;
    for (String text : rawSegments(path)) {
      boolean label = text.startsWith("{") && text.endsWith("}");
      boolean greedy = label && text.endsWith("+}");
      String name = label ? text.substring(1, text.length() - (greedy ? 2 : 1)) : text;
      if (name.isEmpty() || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
        throw new IllegalArgumentException(
            "URI pattern '" + pattern + "': segment '" + text + "' is neither literal nor label");
      }
      if (greedy) {
        if (greedyIndex >= 0) {
          throw new IllegalArgumentException("URI pattern '" + pattern + "': two greedy labels");
        }
        greedyIndex = segments.size();
      }
      segments.add(new Segment(name, label));
    }
    return new PathPattern(pattern, segments, greedyIndex);
  }

  /** Whether the pattern has a label of this name, greedy or not. */
  public boolean hasLabel(String name) {
    return segments.stream().anyMatch(segment -> segment.label() && segment.text().equals(name));
  }

  /** How a path compares with a pattern. */
  public sealed interface Match {
    /**
     * The path fits.
     *
     * @param labels decoded, by name; a greedy label's segments are joined by {@code /}
     */
    record Fits(Map<String, String> labels) implements Match {
      public Fits {
        labels = Map.copyOf(labels);
      }
    }

    /** The path is another pattern's. */
    record Differs() implements Match {}

    /**
     * The path has this pattern's form, but no one reading: a label is not valid percent-encoded
     * UTF-8, or decodes to nothing, a dot segment, a slash, a backslash or a control character.
     */
    record Malformed() implements Match {}
  }

  /**
   * Compares a path.
   *
   * @param path a raw path, with or without a query
   */
  public Match match(String path) {
    int query = path.indexOf('?');
    String raw = query < 0 ? path : path.substring(0, query);
    if (!raw.startsWith("/")) {
      return new Match.Differs();
    }
    List<String> parts = rawSegments(raw);
    int greedyLength = greedyIndex < 0 ? 0 : parts.size() - segments.size() + 1;
    if (greedyIndex < 0 ? parts.size() != segments.size() : greedyLength < 1) {
      return new Match.Differs();
    }
    Map<String, String> labels = new HashMap<>();
    boolean malformed = raw.indexOf('#') >= 0 || raw.indexOf(';') >= 0;
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      int length = i == greedyIndex ? greedyLength : 1;
      if (segment.label()) {
        Optional<String> value = decode(parts.subList(at, at + length));
        malformed |= value.isEmpty();
        labels.put(segment.text(), value.orElse(""));
      } else if (!segment.text().equals(parts.get(at))) {
        return new Match.Differs();
      }
      at += length;
    }
    return malformed ? new Match.Malformed() : new Match.Fits(labels);
  }

  /** Segments between raw slashes, without the first, empty one and without one at the end. */
  private static List<String> rawSegments(String path) {
    List<String> parts = new ArrayList<>();
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      parts.add(path.substring(start, end));
      start = end + 1;
    }
    return parts;
  }

  private static Optional<String> decode(List<String> raw) {
    List<String> decoded = new ArrayList<>(raw.size());
    for (String segment : raw) {
      Optional<String> text = decode(segment);
      if (text.isEmpty() || !isSafe(text.get())) {
        return Optional.empty();
      }
      decoded.add(text.get());
    }
    return Optional.of(String.join("/", decoded));
  }

  private static Optional<String> decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return Optional.of(segment);
    }
    try {
      // ISO-8859-1 gives the bytes one by one, which UTF-8 is then read from without replacement;
      // a plus sign stands for itself in a path.
      String bytes = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isSafe(String segment) {
    return !segment.isEmpty()
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().noneMatch(c -> Character.isISOControl(c) || c == '/' || c == '\\');
  }

  @Override
  public String toString() {
    return pattern;
  }
}
