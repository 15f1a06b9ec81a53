$version: "2.0"

// Users, groups and invitations.
namespace apirouter.usermgmt

use apirouter.common#ConflictException
use apirouter.common#EmailAddress
use apirouter.common#GatewayErrors
use apirouter.common#Instant
use apirouter.common#PageInput
use apirouter.common#PageOutput
use apirouter.common#ResourceId
use apirouter.common#TenantId
use apirouter.traits#authzCache
use apirouter.traits#cedarAction
use apirouter.traits#serviceName
use apirouter.traits#throttle
use aws.protocols#restJson1

/// User accounts, the groups they belong to, and invitations to join.
@title("User management")
@restJson1
@httpBearerAuth
@serviceName("user-mgmt")
@throttle(rate: 200, burst: 400)
@paginated(inputToken: "nextToken", outputToken: "nextToken", pageSize: "maxResults")
service UserManagement with [GatewayErrors] {
    version: "2026-11-01"
    operations: [
        WhoAmI
    ]
    resources: [
        UserAccount
        UserGroup
        Invitation
    ]
}

/// A person's or a machine's account.
resource UserAccount {
    identifiers: { id: UserId }
    create: CreateUser
    read: GetUser
    update: UpdateUser
    delete: DeleteUser
    list: ListUsers
}

/// A group of users. Roles are groups.
resource UserGroup {
    identifiers: { name: GroupName }
    put: PutGroup
    read: GetGroup
    delete: DeleteGroup
    list: ListGroups
    operations: [
        AddGroupMember
        RemoveGroupMember
    ]
}

/// An invitation to open an account.
resource Invitation {
    identifiers: { id: InvitationId }
    create: CreateInvitation
    read: GetInvitation
    delete: RevokeInvitation
    list: ListInvitations
}

/// Tells the caller who the platform takes it for.
@readonly
@cedarAction(groups: ["self"])
@http(method: "GET", uri: "/api/user-mgmt/me")
operation WhoAmI {
    input := {}

    output := {
        /// The token's subject.
        @required
        sub: Subject

        /// The caller's tenant. Absent for a caller without one.
        tenantId: TenantId

        /// The caller's groups, in the token's order.
        @required
        groups: PrincipalGroups

        /// The action that was authorised for this very call: `user-mgmt:WhoAmI`.
        @required
        action: ActionId
    }
}

/// Lists user accounts by id.
@readonly
@paginated(items: "users")
@http(method: "GET", uri: "/api/user-mgmt/users")
operation ListUsers {
    input := with [PageInput] {
        /// Only members of this group.
        @httpQuery("group")
        group: GroupName
    }

    output := with [PageOutput] {
        /// One page of users.
        @required
        users: UserList
    }
}

/// Opens an account.
@http(method: "POST", uri: "/api/user-mgmt/users", code: 201)
operation CreateUser {
    input := {
        /// Address of the account's owner.
        @required
        email: EmailAddress

        /// Name to show.
        @required
        displayName: DisplayName
    }

    output := {
        /// The new account.
        @required
        user: UserDetail
    }

    errors: [
        ConflictException
    ]
}

/// Returns one user account.
@readonly
@http(method: "GET", uri: "/api/user-mgmt/users/{id}")
operation GetUser {
    input := for UserAccount {
        /// Id of the user.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The account.
        @required
        user: UserDetail
    }
}

/// Changes the name or address of a user account.
@idempotent
@http(method: "PUT", uri: "/api/user-mgmt/users/{id}")
operation UpdateUser {
    input := for UserAccount {
        /// Id of the user.
        @required
        @httpLabel
        $id

        /// New address.
        email: EmailAddress

        /// New name to show.
        displayName: DisplayName
    }

    output := {
        /// The account as it is now.
        @required
        user: UserDetail
    }

    errors: [
        ConflictException
    ]
}

/// Closes a user account.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "DELETE", uri: "/api/user-mgmt/users/{id}", code: 204)
operation DeleteUser {
    input := for UserAccount {
        /// Id of the user.
        @required
        @httpLabel
        $id
    }

    output := {}
}

/// Lists groups by name.
@readonly
@paginated(items: "groups")
@http(method: "GET", uri: "/api/user-mgmt/groups")
operation ListGroups {
    input := with [PageInput] {}

    output := with [PageOutput] {
        /// One page of groups.
        @required
        groups: GroupList
    }
}

/// Creates an empty group, or changes what an existing one says it is for.
@idempotent
@cedarAction(groups: ["administer"])
@http(method: "PUT", uri: "/api/user-mgmt/groups/{name}")
operation PutGroup {
    input := for UserGroup {
        /// Name of the group.
        @required
        @httpLabel
        $name

        /// What the group is for.
        description: GroupDescription
    }

    output := {
        /// The group as it is now.
        @required
        group: GroupDetail
    }
}

/// Returns one group with its members.
@readonly
@http(method: "GET", uri: "/api/user-mgmt/groups/{name}")
operation GetGroup {
    input := for UserGroup {
        /// Name of the group.
        @required
        @httpLabel
        $name
    }

    output := {
        /// The group.
        @required
        group: GroupDetail
    }
}

/// Deletes a group. Its members keep their accounts.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "DELETE", uri: "/api/user-mgmt/groups/{name}", code: 204)
operation DeleteGroup {
    input := for UserGroup {
        /// Name of the group.
        @required
        @httpLabel
        $name
    }

    output := {}
}

/// Puts a user into a group.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "PUT", uri: "/api/user-mgmt/groups/{name}/members/{userId}")
operation AddGroupMember {
    input := for UserGroup {
        /// Name of the group.
        @required
        @httpLabel
        $name

        /// Id of the user.
        @required
        @httpLabel
        userId: UserId
    }

    output := {
        /// The group with its new member.
        @required
        group: GroupDetail
    }
}

/// Takes a user out of a group.
@idempotent
@cedarAction(groups: ["administer"])
@authzCache(off: true)
@http(method: "DELETE", uri: "/api/user-mgmt/groups/{name}/members/{userId}", code: 204)
operation RemoveGroupMember {
    input := for UserGroup {
        /// Name of the group.
        @required
        @httpLabel
        $name

        /// Id of the user.
        @required
        @httpLabel
        userId: UserId
    }

    output := {}
}

/// Lists invitations, newest first.
@readonly
@paginated(items: "invitations")
@http(method: "GET", uri: "/api/user-mgmt/invitations")
operation ListInvitations {
    input := with [PageInput] {}

    output := with [PageOutput] {
        /// One page of invitations.
        @required
        invitations: InvitationList
    }
}

/// Invites somebody to open an account.
@throttle(rate: 20, burst: 40)
@http(method: "POST", uri: "/api/user-mgmt/invitations", code: 201)
operation CreateInvitation {
    input := {
        /// Who is invited.
        @required
        email: EmailAddress
    }

    output := {
        /// The new invitation.
        @required
        invitation: InvitationDetail
    }
}

/// Returns one invitation.
@readonly
@http(method: "GET", uri: "/api/user-mgmt/invitations/{id}")
operation GetInvitation {
    input := for Invitation {
        /// Id of the invitation.
        @required
        @httpLabel
        $id
    }

    output := {
        /// The invitation.
        @required
        invitation: InvitationDetail
    }
}

/// Takes an invitation back.
@idempotent
@http(method: "DELETE", uri: "/api/user-mgmt/invitations/{id}", code: 204)
operation RevokeInvitation {
    input := for Invitation {
        /// Id of the invitation.
        @required
        @httpLabel
        $id
    }

    output := {}
}

/// Subject of a token, as the identity provider gives it out.
@length(min: 1, max: 256)
string Subject

/// Groups of a principal.
list PrincipalGroups {
    member: PrincipalGroup
}

/// Name of a group as the identity provider gives it out.
@length(min: 1, max: 256)
string PrincipalGroup

/// An action's id, e.g. `commercial:GetOrder`.
@pattern("^[a-z][a-z0-9-]*:[A-Za-z][A-Za-z0-9]*$")
string ActionId

/// Name of a group.
@length(min: 1, max: 64)
@pattern("^[a-z][a-z0-9-]*$")
string GroupName

/// What a group is for.
@length(max: 500)
string GroupDescription

/// A name to show.
@length(min: 1, max: 100)
string DisplayName

/// Users.
list UserList {
    member: UserDetail
}

/// A user account.
structure UserDetail {
    /// Id of the user.
    @required
    id: UserId

    /// Address of the account's owner.
    @required
    email: EmailAddress

    /// Name to show.
    @required
    displayName: DisplayName

    /// When the account was opened.
    @required
    createdAt: Instant
}

/// Groups.
list GroupList {
    member: GroupDetail
}

/// A group with its members.
structure GroupDetail {
    /// Name of the group.
    @required
    name: GroupName

    /// What the group is for.
    description: GroupDescription

    /// Ids of its members.
    @required
    memberIds: MemberIds
}

/// Ids of a group's members.
@uniqueItems
list MemberIds {
    member: UserId
}

/// Invitations.
list InvitationList {
    member: InvitationDetail
}

/// An invitation.
structure InvitationDetail {
    /// Id of the invitation.
    @required
    id: InvitationId

    /// Who is invited.
    @required
    email: EmailAddress

    /// When the invitation was made.
    @required
    createdAt: Instant
}

/// Id of a user.
string UserId with [ResourceId]

/// Id of an invitation.
string InvitationId with [ResourceId]
