using System.Net;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>Who works for a company: asked by mail, joined once, changed and removed by those who may; and never without an owner.</summary>
public sealed class TeamTests(AppFixture site) : IClassFixture<AppFixture>
{
    private const string NewPassword = "Dampers-and-Ducts-9";

    [Fact]
    public async Task Whoever_is_invited_joins_by_the_mails_link_once()
    {
        var cast = await site.GatherAsync();
        await InviteAsync(cast.Ada, "sam@example.com", "Sam Reyes", StaffRole.Dispatcher);
        var path = await LinkAsync(cast, "sam@example.com");
        using var scanner = site.Visit();
        await scanner.GetAsync(path);
        using var sam = site.Visit();
        var page = await sam.GetAsync(path);
        Assert.Equal("Join Summit Air Heating & Cooling", page.Heading);
        Assert.Contains("Ada Brooks invites you, as dispatcher", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(cast.Summit.Operator, db => db.StaffInvitations.CountAsync(i => i.AcceptedAt != null)));

        var weak = await sam.PressAsync(page, "Join the team", [new("Name", "Samantha Reyes"), new("Password", "short")]);
        Assert.Equal(HttpStatusCode.BadRequest, weak.Status);
        Assert.Contains("at least 10 characters", weak.Text, StringComparison.Ordinal);
        Assert.NotNull(weak.Document.QuerySelector("#name[value='Samantha Reyes']"));
        var joined = await sam.PressAsync(weak, "Join the team", [new("Password", NewPassword)]);

        Assert.EndsWith("/office", joined.Location, StringComparison.Ordinal);
        Assert.Contains("Samantha Reyes", (await sam.GetAsync("/office/profile")).Text, StringComparison.Ordinal);
        using var again = site.Visit();
        var used = await again.GetAsync(path);
        Assert.Equal((HttpStatusCode.Gone, "This invitation no longer opens"), (used.Status, used.Heading));
        var member = await site.ReadAsync(cast.Summit.Operator, db => db.Staff.SingleAsync(m => m.Email == "sam@example.com"));
        Assert.Equal((StaffRole.Dispatcher, "Samantha Reyes"), (member.Role, member.Name));
        using var elsewhere = site.Visit();
        var signedIn = await elsewhere.PressAsync(
            await elsewhere.GetAsync("/office/sign-in"),
            "Sign in",
            [new("Email", "sam@example.com"), new("Password", NewPassword)]
        );
        Assert.EndsWith("/office", signedIn.Location, StringComparison.Ordinal);
        await ForgetAsync("sam@example.com");
    }

    [Fact]
    public async Task Unknown_withdrawn_and_expired_links_get_one_answer()
    {
        var cast = await site.GatherAsync();
        await InviteAsync(cast.Owen, "lee@example.com", "Lee Park", StaffRole.Technician);
        var first = await LinkAsync(cast, "lee@example.com");
        var invitation = await site.ReadAsync(cast.Summit.Operator, db => db.StaffInvitations.Select(i => i.Id).SingleAsync());
        await ActAsync<ResendInvitation>(use => use.RunAsync(cast.Ada, invitation, RequestKey.New("test"), default));
        var second = await LinkAsync(cast, "lee@example.com", not: first);
        using var lee = site.Visit();
        Assert.Equal(HttpStatusCode.OK, (await lee.GetAsync(second)).Status);
        var open = await lee.GetAsync(first);

        await ActAsync<WithdrawInvitation>(use => use.RunAsync(cast.Ada, invitation, RequestKey.New("test"), default));

        var late = await lee.PressAsync(open, "Join the team", [new("Name", "Lee Park"), new("Password", NewPassword)]);
        Assert.Equal(HttpStatusCode.Gone, late.Status);
        var unknown = await lee.GetAsync($"/office/invitation/{new string('A', 43)}");
        foreach (var path in new[] { first, second, "/office/invitation/x", "/office/invitation/a%20b" })
        {
            var dead = await lee.GetAsync(path);
            Assert.Equal((HttpStatusCode.Gone, unknown.Text), (dead.Status, dead.Text));
        }

        await InviteAsync(cast.Owen, "lee@example.com", "Lee Park", StaffRole.Technician);
        var third = await LinkAsync(cast, "lee@example.com", first, second);
        await site.Clock.AdvanceAsync(TimeSpan.FromDays(7));
        Assert.Equal(HttpStatusCode.Gone, (await lee.GetAsync(third)).Status);
        Assert.Equal(0, await site.ReadAsync(cast.Summit.Operator, db => db.Staff.CountAsync(m => m.Email == "lee@example.com")));
        Assert.Equal(
            0L,
            await site.PeekAsync(
                "select count(*) from platform.invitation_lookups l where position($1 in encode(l.hash, 'escape')) > 0",
                third.Split('/')[^1]
            )
        );
    }

    [Fact]
    public async Task Somebody_who_signs_in_elsewhere_joins_with_that_password_and_neither_company_learns_of_the_other()
    {
        var cast = await site.GatherAsync();
        var (noor, email) = (cast.Spark.Owner, cast.Spark.EmailOf(cast.Spark.Owner));
        await InviteAsync(cast.Owen, email, "Noor Haddad", StaffRole.Technician);
        Assert.DoesNotContain("Bright Spark", (await TeamAsync(cast.Owen)).ToString(), StringComparison.Ordinal);
        var path = await LinkAsync(cast, email);
        using var there = site.Visit();
        var page = await there.GetAsync(path);
        Assert.Contains("Your password", page.Text, StringComparison.Ordinal);

        var wrong = await there.PressAsync(page, "Join the team", [new("Name", "Noor Haddad"), new("Password", NewPassword)]);
        Assert.Contains("not the password of this address", wrong.Text, StringComparison.Ordinal);
        var joined = await there.PressAsync(wrong, "Join the team", [new("Password", Cast.Password)]);

        Assert.EndsWith("/office/my-day", joined.Location, StringComparison.Ordinal);
        Assert.Contains("Go to Bright Spark Electric", (await there.GetAsync("/office/profile")).Text, StringComparison.Ordinal);
        using var still = site.VisitAs(noor, cast.Spark);
        Assert.Equal(HttpStatusCode.OK, (await still.GetAsync("/office/profile")).Status);
    }

    [Fact]
    public async Task Who_leaves_is_signed_out_and_comes_back_as_who_they_were()
    {
        var cast = await site.GatherAsync();
        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        Assert.Equal(HttpStatusCode.OK, (await dana.GetAsync("/office/profile")).Status);

        await ActAsync<RemoveStaff>(use => use.RunAsync(cast.Ada, cast.Dana.StaffId, RequestKey.New("test"), default));

        Assert.Contains("/office/sign-in", (await dana.GetAsync("/office/profile")).Location, StringComparison.Ordinal);
        var email = cast.Summit.EmailOf(cast.Dana);
        using var tries = site.Visit();
        var refused = await tries.PressAsync(
            await tries.GetAsync("/office/sign-in"),
            "Sign in",
            [new("Email", email), new("Password", Cast.Password)]
        );
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.DoesNotContain((await TeamAsync(cast.Owen)).Members, m => m.Id == cast.Dana.StaffId);
        await InviteAsync(cast.Owen, email, "Dana Whitfield", StaffRole.Dispatcher);
        var page = await tries.GetAsync(await LinkAsync(cast, email));
        var rejoined = await tries.PressAsync(page, "Join the team", [new("Name", "Dana W."), new("Password", Cast.Password)]);
        Assert.EndsWith("/office", rejoined.Location, StringComparison.Ordinal);
        var back = (await TeamAsync(cast.Owen)).Members.Single(m => m.Id == cast.Dana.StaffId);
        Assert.Equal(("Dana W.", StaffRole.Dispatcher), (back.Name, back.Role));
    }

    [Fact]
    public async Task Who_becomes_something_else_is_signed_out_first()
    {
        var cast = await site.GatherAsync();

        await RoleAsync(cast.Ada, cast.Priya.StaffId, StaffRole.Technician);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            ActAsync<InviteStaff>(use =>
                use.RunAsync(cast.Priya with { Role = StaffRole.Owner }, "x@example.com", "X", StaffRole.Owner, RequestKey.New("test"), default)
            )
        );
        Assert.Equal("staff-session.ended", refused.Rule); // Whatever an old circuit believes to be.
        Assert.Equal(StaffRole.Technician, (await TeamAsync(cast.Owen)).Members.Single(m => m.Id == cast.Priya.StaffId).Role);
    }

    [Fact]
    public async Task Owners_are_changed_by_owners_alone_nobody_changes_themselves_and_one_stays()
    {
        var cast = await site.GatherAsync();

        Assert.Equal(StaffRules.Role, await RefusedAsync(() => RoleAsync(cast.Ada, cast.Priya.StaffId, StaffRole.Owner)));
        Assert.Equal(StaffRules.Role, await RefusedAsync(() => RoleAsync(cast.Ada, cast.Owen.StaffId, StaffRole.Admin)));
        Assert.Equal(StaffRules.Role, await RefusedAsync(() => RemoveAsync(cast.Ada, cast.Owen.StaffId)));
        Assert.Equal(StaffRules.Role, await RefusedAsync(() => InviteAsync(cast.Ada, "o@example.com", "O", StaffRole.Owner)));
        Assert.Equal(StaffRules.Yourself, await RefusedAsync(() => RoleAsync(cast.Owen, cast.Owen.StaffId, StaffRole.Admin)));
        Assert.Equal(StaffRules.Yourself, await RefusedAsync(() => RemoveAsync(cast.Owen, cast.Owen.StaffId)));
        Assert.Equal(StaffRoles.NotAllowed, await RefusedAsync(() => RemoveAsync(cast.Priya, cast.Dana.StaffId)));
        Assert.Equal(StaffRules.Missing, await RefusedAsync(() => RemoveAsync(cast.Owen, cast.Spark.Owner.StaffId)));
        Assert.Equal("AL005", await DemotedAsync(cast, cast.Owen));

        await RoleAsync(cast.Owen, cast.Ada.StaffId, StaffRole.Owner);
        Assert.Equal(2, (await TeamAsync(cast.Owen)).Members.Count(m => m.Role == StaffRole.Owner));
        Assert.Equal("", await DemotedAsync(cast, cast.Ada));
        Assert.Equal("AL005", await DemotedAsync(cast, cast.Owen));
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var cast = await site.GatherAsync();
            await RoleAsync(cast.Owen, cast.Ada.StaffId, StaffRole.Owner);
            var ada = await SignInAsync(cast, cast.Ada);

            var ends = await Task.WhenAll(
                RefusedAsync(() => RemoveAsync(cast.Owen, cast.Ada.StaffId)),
                RefusedAsync(() => RoleAsync(ada, cast.Owen.StaffId, StaffRole.Technician))
            );

            Assert.Single(ends, "done");
            Assert.Equal(
                1,
                await site.ReadAsync(cast.Summit.Operator, db => db.Staff.CountAsync(m => m.Role == StaffRole.Owner && m.RemovedAt == null))
            );
        }
    }

    [Fact]
    public async Task Sign_ins_of_the_team_are_seen_and_ended_by_those_who_answer_for_it()
    {
        var cast = await site.GatherAsync();
        var seen = await TeamAsync(cast.Ada);
        Assert.Equal(4, seen.Members.Count);
        Assert.All(seen.Members, m => Assert.Single(m.Sessions));
        var plain = await TeamAsync(cast.Dana);
        Assert.Equal(["Owen Hart", "Ada Brooks", "Priya Nair", "Dana Whitfield"], plain.Members.Select(m => m.Name));
        Assert.All(plain.Members, m => Assert.True(m is { Email: "", MayBeChanged: false, Sessions: [] }));

        await ActAsync<EndTeamSession>(use => use.RunAsync(cast.Ada, cast.Dana.Session, RequestKey.New("test"), default));

        using var dana = site.VisitAs(cast.Dana, cast.Summit);
        Assert.Contains("/office/sign-in", (await dana.GetAsync("/office/profile")).Location, StringComparison.Ordinal);
        Assert.Empty((await TeamAsync(cast.Ada)).Members.Single(m => m.Id == cast.Dana.StaffId).Sessions);
        await ActAsync<EndTeamSession>(use => use.RunAsync(cast.Ada, cast.Spark.Owner.Session, RequestKey.New("test"), default)); // Another company's: nothing.
        Assert.Equal(
            StaffRules.Yourself,
            await RefusedAsync(() => ActAsync<EndTeamSession>(use => use.RunAsync(cast.Ada, cast.Ada.Session, RequestKey.New("test"), default)))
        );
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        Assert.Equal(HttpStatusCode.OK, (await noor.GetAsync("/office/profile")).Status);
    }

    [Theory]
    [InlineData("", "Sam", StaffRules.Email)]
    [InlineData("sam", "Sam", StaffRules.Email)]
    [InlineData("Sam <sam@example.com>", "Sam", StaffRules.Email)]
    [InlineData("sam@example.com", "", StaffRules.Name)]
    [InlineData("OWEN", "Owen", StaffRules.Email)]
    public async Task What_is_no_address_or_somebody_who_works_here_is_refused(string email, string name, string rule)
    {
        var cast = await site.GatherAsync();
        var address = email == "OWEN" ? cast.Summit.EmailOf(cast.Owen).ToUpperInvariant() : email;

        Assert.Equal(rule, await RefusedAsync(() => InviteAsync(cast.Owen, address, name, StaffRole.Admin)));
    }

    [Fact]
    public async Task One_address_is_invited_once_at_a_time()
    {
        var cast = await site.GatherAsync();

        var ends = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => RefusedAsync(() => InviteAsync(cast.Owen, "Pat@Example.com", "Pat", StaffRole.Admin)))
        );

        Assert.Single(ends, "done");
        Assert.Equal(3, ends.Count(e => e == StaffRules.Email));
    }

    private Task InviteAsync(Staff by, string email, string name, StaffRole role) =>
        ActAsync<InviteStaff>(use => use.RunAsync(by, email, name, role, RequestKey.New("invite-staff"), default));

    private Task RoleAsync(Staff by, Id<StaffMember> member, StaffRole role) =>
        ActAsync<ChangeStaffRole>(use => use.RunAsync(by, member, role, RequestKey.New("change-role"), default));

    private Task RemoveAsync(Staff by, Id<StaffMember> member) =>
        ActAsync<RemoveStaff>(use => use.RunAsync(by, member, RequestKey.New("remove-staff"), default));

    private Task<TeamView> TeamAsync(Staff by) => site.Service<TeamQuery>().RunAsync(by, default);

    private Task ActAsync<T>(Func<T, Task> act)
        where T : notnull => act(site.Service<T>());

    /// <summary>What the database says to it, whoever asks.</summary>
    private async Task<string> DemotedAsync(Cast cast, Staff who)
    {
        await using var batch = site.Superuser.CreateBatch(); // One transaction.
        batch.BatchCommands.Add(new($"select set_config('altitude.workspace_id', '{cast.Summit.Id.Value}', true)"));
        batch.BatchCommands.Add(new($"update tenant.staff_members set role = 'Admin' where id = '{who.StaffId.Value}'"));
        try
        {
            await batch.ExecuteNonQueryAsync();
            return "";
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    /// <summary>A fresh sign-in, as what they are now.</summary>
    private async Task<Staff> SignInAsync(Cast cast, Staff who)
    {
        using var visitor = site.Visit();
        await visitor.PressAsync(
            await visitor.GetAsync("/office/sign-in"),
            "Sign in",
            [new("Email", cast.Summit.EmailOf(who)), new("Password", Cast.Password)]
        );
        var cookie = visitor.Cookies.GetCookies(site.Url).First(c => c.Name == "altitude-office").Value;
        return (await site.Service<StaffSessions>().FindAsync(Altitude.Web.Security.Secret.HashOf(cookie), default))!.Staff; // Just signed in.
    }

    private async Task<string> LinkAsync(Cast cast, string to, params string[] not)
    {
        string? path = null;
        await Patiently.HoldsAsync(
            async () =>
                (
                    path = (await site.Service<CapturedMail>().ReadAsync(default))
                        .Where(m => m.Workspace == cast.Summit.Slug && m.To.Contains(to, StringComparison.OrdinalIgnoreCase))
                        .SelectMany(m => m.Links)
                        .Where(l => l.Contains("/office/invitation/", StringComparison.Ordinal))
                        .Select(l => new Uri(l).PathAndQuery)
                        .FirstOrDefault(p => !not.Contains(p))
                )
                    is not null,
            $"{to} was invited by mail"
        );
        return path!; // Waited for.
    }

    private Task<int> ForgetAsync(string email) =>
        site
            .Superuser.CreateCommand(
                $"update platform.users set normalized_user_name = id::text, normalized_email = id::text where email = '{email}'"
            )
            .ExecuteNonQueryAsync();

    private static async Task<string> RefusedAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "done";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }
}
