package dev.apirouter.smithy.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import dev.apirouter.authz.v1.Auth;
import dev.apirouter.authz.v1.Operation;
import dev.apirouter.authz.v1.Throttle;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.Buffer;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.Int64Range;
import io.envoyproxy.envoy.type.v3.TokenBucket;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Single routes, in Envoy's terms. */
final class Routes {
  /** How long a service may take to answer, retries included; then the client gets a 504. */
  private static final Duration TIMEOUT = Duration.newBuilder().setSeconds(15).build();

  /**
   * Failures in which the service has not seen the request: safe to try again, whatever it does.
   */
  private static final String UNSEEN = "connect-failure,refused-stream,reset-before-request";

  /** Also a connection that breaks before the response: safe where the request only reads. */
  private static final String UNANSWERED = UNSEEN + ",reset";

  /**
   * The least that the buffer filter may be limited to, in bytes: eight times the listener's
   * per_connection_buffer_limit_bytes. While ext_authz is asked, Envoy reads up to 64 KiB of the
   * body and pauses; it goes on only if that is less than half of the limit, else the request hangs
   * until it times out (seen with 1.40.0 at 100,000, not at 131,072).
   */
  private static final long LEAST_BUFFER = 262_144;

  /** The others that a load balancer adds are dropped on every route, by the bootstrap. */
  private static final List<String> TOKEN_HEADERS =
      List.of("authorization", "x-amzn-oidc-accesstoken");

  private static final String EXT_AUTHZ = "envoy.filters.http.ext_authz";
  private static final String LOCAL_RATE_LIMIT = "envoy.filters.http.local_ratelimit";
  private static final String BUFFER = "envoy.filters.http.buffer";

  /**
   * Paths with a {@code ;}: many frameworks cut off what follows it in a segment, and so would see
   * another path than the one that was authorised.
   */
  static final String PATH_PARAMETERS = "[^?]*;.*";

  /** An escape that stands for an unreserved character, as no client needs one (RFC 3986, 2.3). */
  private static final String NEEDLESS_ESCAPE =
      "%(2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])";

  private Routes() {}

  /**
   * The route of an operation: found by method, path and query literals, checked and limited.
   *
   * @throws IllegalArgumentException if its body limit is more than Envoy can express, 4 GiB - 1
   */
  static Route operation(OperationRoute route) {
    Operation operation = route.operation();
    Route.Builder envoyRoute =
        Route.newBuilder()
            .setName(operation.getId())
            .setMatch(match(route))
            .setRoute(
                RouteAction.newBuilder()
                    .setCluster(operation.getService())
                    .setTimeout(TIMEOUT)
                    .setRetryPolicy(
                        RetryPolicy.newBuilder()
                            .setRetryOn(operation.getReadonly() ? UNANSWERED : UNSEEN)
                            .setNumRetries(UInt32Value.of(1))))
            .putTypedPerFilterConfig(EXT_AUTHZ, Any.pack(authorization(operation)));
    if (!operation.getForwardToken()) {
      envoyRoute.addAllRequestHeadersToRemove(TOKEN_HEADERS);
    }
    if (operation.hasThrottle()) {
      envoyRoute.putTypedPerFilterConfig(LOCAL_RATE_LIMIT, Any.pack(rateLimit(operation)));
    }
    if (operation.getMaxBodyBytes() > 0) {
      envoyRoute.putTypedPerFilterConfig(BUFFER, Any.pack(bodyLimit(operation)));
    }
    return envoyRoute.build();
  }

  /**
   * 413 for a body whose announced length is over the operation's limit, before anything is read or
   * asked; none where the operation has no limit of its own. Bodies of unknown length are left to
   * the buffer filter, which can't be limited to less than {@value #LEAST_BUFFER} bytes.
   */
  static Optional<Route> bodyTooLarge(OperationRoute route) {
    long limit = route.operation().getMaxBodyBytes();
    return limit == 0
        ? Optional.empty()
        : Optional.of(
            refusal("body-too-large", 413)
                .setMatch(
                    match(route)
                        .addHeaders(
                            HeaderMatcher.newBuilder()
                                .setName("content-length")
                                .setRangeMatch(
                                    Int64Range.newBuilder()
                                        .setStart(limit + 1)
                                        .setEnd(Long.MAX_VALUE))))
                .build());
  }

  /**
   * 405 for CONNECT, which has no path: only this kind of match finds it. Envoy then refuses it
   * with 403 before it comes to the answer; without a route the request would wait for the tunnel's
   * end.
   */
  static Route connect() {
    return refusal("connect", 405)
        .setMatch(
            RouteMatch.newBuilder()
                .setConnectMatcher(RouteMatch.ConnectMatcher.getDefaultInstance()))
        .build();
  }

  /** 405 for the methods that a known path does not have. */
  static Route methodNotAllowed(KnownPath known) {
    String methods = String.join("|", known.methods());
    return refusal("method-not-allowed", 405)
        .setMatch(
            path(known.path()).addHeaders(method(regex(methods)).toBuilder().setInvertMatch(true)))
        .addResponseHeadersToAdd(
            HeaderValueOption.newBuilder()
                .setHeader(
                    HeaderValue.newBuilder()
                        .setKey("allow")
                        .setValue(String.join(", ", known.methods())))
                .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
        .build();
  }

  /**
   * 400 for a query that does not clearly say which of a path's operations is meant. Envoy compares
   * query literals as they are written and takes the first of a name; a service that decodes, or
   * takes the last, would perform another operation than the one that was authorised.
   */
  static List<Route> ambiguousQueries(KnownPath known) {
    SortedSet<String> names = known.queryLiterals();
    if (names.isEmpty()) {
      return List.of();
    }
    String twice =
        String.join(
            "|",
            names.stream()
                .map(RoutePath::quote)
                .map(it -> ".*[?&]%s([=&].*)?&%s([=&].*)?".formatted(it, it))
                .toList());
    return List.of(
        ambiguousQuery(known, "[^?]*\\?.*" + NEEDLESS_ESCAPE + ".*"), ambiguousQuery(known, twice));
  }

  /** 400 for any path with parameters. */
  static Route pathParameters() {
    return refusal("path-parameters", 400).setMatch(anything()).build();
  }

  /** 404 for anything. */
  static Route notFound() {
    return refusal("not-found", 404).setMatch(anything()).build();
  }

  private static Route ambiguousQuery(KnownPath known, String expression) {
    return refusal("ambiguous-query", 400)
        .setMatch(
            path(known.path())
                .addHeaders(
                    HeaderMatcher.newBuilder().setName(":path").setStringMatch(regex(expression))))
        .build();
  }

  /** An answer by Envoy itself, at once: unchecked, and without reading the body. */
  private static Route.Builder refusal(String name, int status) {
    return Route.newBuilder()
        .setName(name)
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(status))
        .putTypedPerFilterConfig(
            EXT_AUTHZ, Any.pack(ExtAuthzPerRoute.newBuilder().setDisabled(true).build()))
        .putTypedPerFilterConfig(
            BUFFER, Any.pack(BufferPerRoute.newBuilder().setDisabled(true).build()));
  }

  private static Message authorization(Operation operation) {
    if (operation.getAuth() == Auth.AUTH_PUBLIC) {
      return ExtAuthzPerRoute.newBuilder().setDisabled(true).build();
    }
    return ExtAuthzPerRoute.newBuilder()
        .setCheckSettings(
            CheckSettings.newBuilder().putContextExtensions("operation", operation.getId()))
        .build();
  }

  private static Message rateLimit(Operation operation) {
    Throttle throttle = operation.getThrottle();
    return LocalRateLimit.newBuilder()
        .setStatPrefix(operation.getId().replace(':', '.'))
        .setTokenBucket(
            TokenBucket.newBuilder()
                .setMaxTokens(throttle.getBurst())
                .setTokensPerFill(UInt32Value.of(throttle.getRatePerSecond()))
                .setFillInterval(Duration.newBuilder().setSeconds(1)))
        .setFilterEnabled(always())
        .setFilterEnforced(always())
        // A second brings at least one token.
        .addResponseHeadersToAdd(
            HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey("retry-after").setValue("1"))
                .setAppendAction(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
        .build();
  }

  private static Message bodyLimit(Operation operation) {
    long bytes = operation.getMaxBodyBytes();
    if (bytes > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException(
          "%s: max_body_bytes is %s, expected at most %d"
              .formatted(operation.getId(), Long.toUnsignedString(bytes), 0xFFFF_FFFFL));
    }
    return BufferPerRoute.newBuilder()
        .setBuffer(
            Buffer.newBuilder()
                .setMaxRequestBytes(UInt32Value.of((int) Math.max(bytes, LEAST_BUFFER))))
        .build();
  }

  private static RuntimeFractionalPercent always() {
    return RuntimeFractionalPercent.newBuilder()
        .setDefaultValue(
            FractionalPercent.newBuilder()
                .setNumerator(100)
                .setDenominator(FractionalPercent.DenominatorType.HUNDRED))
        .build();
  }

  private static RouteMatch.Builder match(OperationRoute route) {
    RouteMatch.Builder match =
        path(route.path()).addHeaders(method(exact(route.operation().getMethod())));
    route.queryLiterals().forEach((name, value) -> match.addQueryParameters(query(name, value)));
    return match;
  }

  private static RouteMatch.Builder path(RoutePath path) {
    return RouteMatch.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(path.expression()));
  }

  private static RouteMatch.Builder anything() {
    return RouteMatch.newBuilder().setPrefix("/");
  }

  private static HeaderMatcher method(StringMatcher value) {
    return HeaderMatcher.newBuilder().setName(":method").setStringMatch(value).build();
  }

  private static QueryParameterMatcher query(String name, String value) {
    QueryParameterMatcher.Builder matcher = QueryParameterMatcher.newBuilder().setName(name);
    return value.isEmpty()
        ? matcher.setPresentMatch(true).build()
        : matcher.setStringMatch(exact(value)).build();
  }

  private static StringMatcher exact(String value) {
    return StringMatcher.newBuilder().setExact(value).build();
  }

  private static StringMatcher regex(String expression) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(expression))
        .build();
  }
}
