$version: "2.0"

// What the web front end needs: sessions, feature flags and feedback.
namespace apirouter.fesupport

use apirouter.common#ConflictException
use apirouter.common#GatewayErrors
use apirouter.common#Instant
use apirouter.common#PageInput
use apirouter.common#PageOutput
use apirouter.common#ResourceId
use apirouter.traits#authzCache
use apirouter.traits#cedarAction
use apirouter.traits#forwardToken
use apirouter.traits#maxBody
use apirouter.traits#serviceName
use apirouter.traits#throttle
use aws.protocols#restJson1

/// Sessions, feature flags and feedback of the web front end.
@title("Front-end support")
@restJson1
@httpBearerAuth
@serviceName("fe-support")
@throttle(rate: 200, burst: 400)
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "maxResults")
service FrontEndSupport with [GatewayErrors] {
    version: "2026-11-01"
    operations: [
        GetStatus
        GetFeatureFlags
    ]
    resources: [
        Session
        FeatureFlag
        Feedback
    ]
}

/// A person's stay in the front end.
resource Session {
    identifiers: { id: SessionId }
    create: CreateSession
    read: GetSession
    delete: EndSession
    list: ListSessions
}

/// A switch that turns a part of the front end on or off.
resource FeatureFlag {
    identifiers: { name: FlagName }
    read: GetFeatureFlag
    put: SetFeatureFlag
}

/// What somebody thinks of the front end.
resource Feedback {
    identifiers: { id: FeedbackId }
    create: SubmitFeedback
    read: GetFeedback
    list: ListFeedback
    operations: [
        ResolveFeedback
    ]
}

/// Says whether the front end's services are up. Anybody may call it, without a token.
@readonly
@auth([])
@http(method: "GET", uri: "/api/fe-support/status")
operation GetStatus {
    input := {}

    output := {
        /// `ok` when everything works.
        @required
        status: Status
    }
}

/// Returns all feature flags: without a token those of the front page, with one also those of the caller's pages.
@readonly
@optionalAuth
@http(method: "GET", uri: "/api/fe-support/feature-flags")
operation GetFeatureFlags {
    input := {}

    output := {
        /// State of each flag.
        @required
        flags: FlagStates
    }
}

/// Returns one feature flag.
@readonly
@http(method: "GET", uri: "/api/fe-support/feature-flags/{name}")
operation GetFeatureFlag {
    input := for FeatureFlag {
        /// Name of the flag.
        @required
        @httpLabel
        $name
    }

    output := {
        /// The flag.
        @required
        flag: FlagDetail
    }
}

/// Turns a feature flag on or off; makes it where there is none.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "PUT", uri: "/api/fe-support/feature-flags/{name}")
operation SetFeatureFlag {
    input := for FeatureFlag {
        /// Name of the flag.
        @required
        @httpLabel
        $name

        /// On or off.
        @required
        enabled: Boolean
    }

    output := {
        /// The flag as it is now.
        @required
        flag: FlagDetail
    }
}

/// Lists open sessions, newest first.
@readonly
@paginated(items: "sessions")
@http(method: "GET", uri: "/api/fe-support/sessions")
operation ListSessions {
    input := with [PageInput] {}

    output := with [PageOutput] {
        /// One page of sessions.
        @required
        sessions: SessionList
    }
}

/// Opens a session for the caller. The service gets the caller's token, to end the session when the token ends.
@forwardToken
@cedarAction(groups: ["self"])
@http(method: "POST", uri: "/api/fe-support/sessions", code: 201)
operation CreateSession {
    input := {
        /// What the caller's browser says it is.
        userAgent: UserAgent
    }

    output := {
        /// The new session.
        @required
        session: SessionDetail
    }
}

/// Returns one session.
@readonly
@http(method: "GET", uri: "/api/fe-support/sessions/{id}")
operation GetSession {
    input := for Session {
        /// Id of the session.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The session.
        @required
        session: SessionDetail
    }
}

/// Ends a session.
@idempotent
@http(method: "DELETE", uri: "/api/fe-support/sessions/{id}", code: 204)
operation EndSession {
    input := for Session {
        /// Id of the session.
        @required
        @httpLabel
        $id
    }

    output := {}
}

/// Lists feedback, newest first.
@readonly
@paginated(items: "feedback")
@http(method: "GET", uri: "/api/fe-support/feedback")
operation ListFeedback {
    input := with [PageInput] {
        /// Only feedback that is, or is not, resolved.
        @httpQuery("resolved")
        resolved: Boolean
    }

    output := with [PageOutput] {
        /// One page of feedback.
        @required
        feedback: FeedbackList
    }
}

/// Leaves feedback.
@cedarAction(groups: ["self"])
@throttle(rate: 5, burst: 10)
@maxBody(16384)
@http(method: "POST", uri: "/api/fe-support/feedback", code: 201)
operation SubmitFeedback {
    input := {
        /// What the caller thinks.
        @required
        text: FeedbackText

        /// How content the caller is, 1 to 5.
        rating: Rating
    }

    output := {
        /// The feedback as it was stored.
        @required
        feedback: FeedbackDetail
    }
}

/// Returns one piece of feedback.
@readonly
@http(method: "GET", uri: "/api/fe-support/feedback/{id}")
operation GetFeedback {
    input := for Feedback {
        /// Id of the feedback.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The feedback.
        @required
        feedback: FeedbackDetail
    }
}

/// Marks feedback as dealt with.
@http(method: "POST", uri: "/api/fe-support/feedback/{id}/resolve")
operation ResolveFeedback {
    input := for Feedback {
        /// Id of the feedback.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The resolved feedback.
        @required
        feedback: FeedbackDetail
    }

    errors: [
        ConflictException
    ]
}

/// Whether a service works.
enum Status {
    /// Everything works.
    OK = "ok"

    /// Something does not work.
    DEGRADED = "degraded"
}

/// Name of a feature flag.
@length(min: 1, max: 64)
@pattern("^[a-z][a-z0-9-]*$")
string FlagName

/// State of feature flags by name.
map FlagStates {
    key: FlagName
    value: Boolean
}

/// A feature flag.
structure FlagDetail {
    /// Name of the flag.
    @required
    name: FlagName

    /// On or off.
    @required
    enabled: Boolean
}

/// What a browser says it is.
@length(max: 512)
string UserAgent

/// Subject of the token that a session or feedback was made with.
@length(min: 1, max: 256)
string Subject

/// Sessions.
list SessionList {
    member: SessionDetail
}

/// A session.
structure SessionDetail {
    /// Id of the session.
    @required
    id: SessionId

    /// Whose session it is.
    @required
    sub: Subject

    /// What the caller's browser says it is.
    userAgent: UserAgent

    /// When the session was opened.
    @required
    createdAt: Instant
}

/// What somebody thinks.
@length(min: 1, max: 4000)
string FeedbackText

/// How content somebody is: 1 not at all, 5 very.
@range(min: 1, max: 5)
integer Rating

/// Pieces of feedback.
list FeedbackList {
    member: FeedbackDetail
}

/// A piece of feedback.
structure FeedbackDetail {
    /// Id of the feedback.
    @required
    id: FeedbackId

    /// Who left it.
    @required
    sub: Subject

    /// What they think.
    @required
    text: FeedbackText

    /// How content they are.
    rating: Rating

    /// It has been dealt with.
    @required
    resolved: Boolean

    /// When it was left.
    @required
    createdAt: Instant
}

/// Id of a session.
string SessionId with [ResourceId]

/// Id of a piece of feedback.
string FeedbackId with [ResourceId]
