package dev.apirouter.smithy.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.apirouter.authz.v1.Auth;
import dev.apirouter.authz.v1.Operation;
import dev.apirouter.authz.v1.Throttle;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.http.buffer.v3.BufferPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoutesTest {
  private static final Operation GET_ORDER =
      Operation.newBuilder()
          .setId("shop:GetOrder")
          .setService("shop")
          .setMethod("GET")
          .setUri("/api/shop/orders/{id}")
          .setAuth(Auth.AUTH_REQUIRED)
          .build();

  @ParameterizedTest
  @EnumSource(
      value = Auth.class,
      names = {"AUTH_PUBLIC", "UNRECOGNIZED"},
      mode = EnumSource.Mode.EXCLUDE)
  void operation_notPublic_isCheckedUnderItsId(Auth auth) throws Exception {
    ExtAuthzPerRoute settings = extAuthz(route(GET_ORDER.toBuilder().setAuth(auth)));

    assertThat(settings.getDisabled()).isFalse();
    assertThat(settings.getCheckSettings().getContextExtensionsMap())
        .containsExactly(Map.entry("operation", "shop:GetOrder"));
  }

  @Test
  void operation_public_isNotCheckedAndLosesItsToken() throws Exception {
    Route route = route(GET_ORDER.toBuilder().setAuth(Auth.AUTH_PUBLIC));

    assertThat(extAuthz(route).getDisabled()).isTrue();
    assertThat(route.getRequestHeadersToRemoveList())
        .containsExactly("authorization", "x-amzn-oidc-accesstoken");
  }

  @Test
  void operation_forwardToken_keepsTheToken() {
    assertThat(route(GET_ORDER.toBuilder().setForwardToken(true)).getRequestHeadersToRemoveList())
        .isEmpty();
  }

  @Test
  void operation_readonly_isTriedAgainAlsoAfterAReset() {
    assertThat(retryOn(GET_ORDER.toBuilder().setReadonly(true))).contains("reset");
    assertThat(retryOn(GET_ORDER.toBuilder()))
        .containsExactly("connect-failure", "refused-stream", "reset-before-request");
  }

  @Test
  void operation_throttled_hasItsTokenBucketAlwaysOn() throws Exception {
    Throttle throttle = Throttle.newBuilder().setRatePerSecond(5).setBurst(9).build();

    LocalRateLimit limit =
        config(
            route(GET_ORDER.toBuilder().setThrottle(throttle)),
            "envoy.filters.http.local_ratelimit",
            LocalRateLimit.class);

    assertThat(limit.getTokenBucket().getMaxTokens()).isEqualTo(9);
    assertThat(limit.getTokenBucket().getTokensPerFill().getValue()).isEqualTo(5);
    assertThat(limit.getTokenBucket().getFillInterval().getSeconds()).isEqualTo(1);
    assertThat(limit.getFilterEnabled().getDefaultValue().getNumerator()).isEqualTo(100);
    assertThat(limit.getFilterEnforced().getDefaultValue().getNumerator()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 262144", "262144, 262144", "262145, 262145", "4294967295, 4294967295"})
  void operation_bodyLimit_isNeverLessThanEnvoyReadsAhead(long limit, long expected)
      throws Exception {
    BufferPerRoute buffer =
        config(
            route(GET_ORDER.toBuilder().setMaxBodyBytes(limit)),
            "envoy.filters.http.buffer",
            BufferPerRoute.class);

    assertThat(Integer.toUnsignedLong(buffer.getBuffer().getMaxRequestBytes().getValue()))
        .isEqualTo(expected);
  }

  @Test
  void bodyTooLarge_limit_startsOneByteAbove() {
    Route route =
        Routes.bodyTooLarge(OperationRoute.of(GET_ORDER.toBuilder().setMaxBodyBytes(10).build()))
            .orElseThrow();

    assertThat(route.getDirectResponse().getStatus()).isEqualTo(413);
    assertThat(route.getMatch().getHeaders(1).getRangeMatch().getStart()).isEqualTo(11);
  }

  @Test
  void bodyTooLarge_noLimit_isNoRoute() {
    assertThat(Routes.bodyTooLarge(OperationRoute.of(GET_ORDER))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/o?view=%73ummary",
        "/o?%76iew=summary",
        "/o?x=1&v%69ew=a",
        "/o?view=a&view=b",
        "/o?view&view",
        "/o?view&x=1&view=b",
        "/o?x=1&view=a&y=2&view",
      })
  void ambiguousQueries_twoReadings_isRefused(String path) {
    assertThat(queryExpressions("view")).anyMatch(path::matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/o",
        "/o%61",
        "/o?view=summary",
        "/o?view=a%20b%2Fc%C3%A9",
        "/o?view=a&preview=b&views=c",
        "/o?q=view&view=a",
      })
  void ambiguousQueries_oneReading_isLetThrough(String path) {
    assertThat(queryExpressions("view")).noneMatch(path::matches);
  }

  @Test
  void ambiguousQueries_noLiterals_areNoRoutes() {
    assertThat(queryExpressions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/a;b, true", "/a/..;/b?c, true", "/a?b;c, false", "/a%3Bb, false", "/a, false"})
  void pathParameters_onlyInThePath(String path, boolean refused) {
    assertThat(path.matches(Routes.PATH_PARAMETERS)).isEqualTo(refused);
  }

  private static List<String> queryExpressions(String... literals) {
    KnownPath path =
        new KnownPath(
            OperationRoute.of(GET_ORDER).path(),
            new TreeSet<>(List.of("GET")),
            new TreeSet<>(List.of(literals)));
    return Routes.ambiguousQueries(path).stream()
        .map(it -> it.getMatch().getHeaders(0).getStringMatch().getSafeRegex().getRegex())
        .toList();
  }

  private static Route route(Operation.Builder operation) {
    return Routes.operation(OperationRoute.of(operation.build()));
  }

  private static List<String> retryOn(Operation.Builder operation) {
    return List.of(route(operation).getRoute().getRetryPolicy().getRetryOn().split(",", -1));
  }

  private static ExtAuthzPerRoute extAuthz(Route route) throws InvalidProtocolBufferException {
    return config(route, "envoy.filters.http.ext_authz", ExtAuthzPerRoute.class);
  }

  private static <T extends Message> T config(Route route, String filter, Class<T> type)
      throws InvalidProtocolBufferException {
    Any config = route.getTypedPerFilterConfigMap().get(filter);
    return Objects.requireNonNull(config, filter).unpack(type);
  }
}
