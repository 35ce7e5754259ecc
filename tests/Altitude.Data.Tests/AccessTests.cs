using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>Whether an actor may be here is asked when the transaction opens and again under the workspace's head: nothing commits after access ended.</summary>
public sealed class AccessTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    /// <summary>How Maria's access ends, and the rule that says so.</summary>
    public static TheoryData<string, string> Ends =>
        new()
        {
            { "session ended", AccessRules.SessionEnded },
            { "contact removed", AccessRules.ContactRemoved },
            { "portal off", AccessRules.PortalOff },
            { "shorter maximum", AccessRules.SessionExpired },
            { "workspace closed", AccessRules.WorkspaceClosed },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task What_was_opened_before_access_ended_is_not_committed_after(string end, string rule)
    {
        var cast = await data.GatherAsync();
        await using var act = await data.Workspaces.OpenAsync(cast.Maria, default);
        await Cast.ApproveAsync(act, cast.Maria, cast.Summit.Estimate);

        await data.ActAsync(cast.Owen, db => EndAsync(db, end, cast));

        Assert.Equal(rule, await RefusalAsync(() => data.Workspaces.CommitAsync(act, default)));
        await act.DisposeAsync();
        Assert.Equal(0L, await data.PeekAsync("select count(*) from tenant.consents where workspace_id = $1", cast.Summit.Id.Value));
        Assert.Equal(rule, await RefusalAsync(() => data.Workspaces.OpenAsync(cast.Maria, default)));
        Assert.Equal(rule, await RefusalAsync(() => data.Workspaces.ReadAsync(cast.Maria, default)));
        Assert.Equal(rule, await RefusalAsync(() => data.ActAsync(cast.Maria, _ => Task.CompletedTask)));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task An_act_that_waits_for_the_end_is_refused_by_it(string end, string rule)
    {
        var cast = await data.GatherAsync();
        await using var act = await data.Workspaces.OpenAsync(cast.Maria, default);
        act.Record(new WorkspaceChanged(cast.Summit.Id, "test"));
        await using var ending = await data.Workspaces.OpenAsync(cast.Owen, default);
        await EndAsync(ending, end, cast);
        await ending.FlushAsync(default);
        // The end holds the head as its commit does, but takes its time to commit.
        await ending.ExecuteAsync("select altitude.append('operator', null, null, $1::jsonb)", ["[]"], default);

        var waiting = Task.Run(() => data.Workspaces.CommitAsync(act, default));
        await Patiently.HoldsAsync(
            async () =>
                (long)(await data.PeekAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%append%'"))! > 0,
            "the act waits for the head"
        );
        await ending.Database.CurrentTransaction!.CommitAsync(); // OpenAsync began it.

        Assert.Equal(rule, await RefusalAsync(() => waiting));
    }

    [Fact]
    public async Task An_act_and_the_end_of_its_access_are_ordered_whoever_comes_first()
    {
        var cast = await data.GatherAsync();
        for (var i = 0; i < 20; i++)
        {
            var session = await SignInAsync(cast);
            var visitor = cast.Maria.Actor with { Session = session };
            using var start = new Barrier(2);
            var acting = Task.Run(async () =>
            {
                await using var db = await data.Workspaces.OpenAsync(visitor, default);
                db.Record(new AccessChanged("test.act", session.Value, cast.Summit.Customer, ""));
                start.SignalAndWait();
                await data.Workspaces.CommitAsync(db, default);
            });
            var ending = Task.Run(async () =>
            {
                await using var db = await data.Workspaces.OpenAsync(cast.Owen, default);
                (await db.PortalSessions.SingleAsync(s => s.Id == session)).End(db.Now, "Maria Delgado");
                start.SignalAndWait();
                await data.Workspaces.CommitAsync(db, default);
            });
            await ending;
            var refused = await Record.ExceptionAsync(() => acting);

            var kinds = await data.PeekAsync(
                "select string_agg(kind, ' ' order by seq) from tenant.activity where workspace_id = $1 and subject = $2",
                cast.Summit.Id.Value,
                session.Value
            );
            Assert.Equal(refused is null ? "session.began test.act session.ended" : "session.began session.ended", kinds);
            Assert.True(refused is null or RuleViolation { Rule: AccessRules.SessionEnded }, refused?.ToString());
        }
    }

    [Fact]
    public async Task Expiry_is_decided_by_the_transactions_beginning()
    {
        var cast = await data.GatherAsync();
        await data.Clock.AdvanceAsync(TimeSpan.FromHours(7.99));
        await using var late = await data.Workspaces.OpenAsync(cast.Maria, default);
        await Cast.ApproveAsync(late, cast.Maria, cast.Summit.Estimate);

        await data.Clock.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(AccessRules.SessionExpired, await RefusalAsync(() => data.Workspaces.OpenAsync(cast.Maria, default)));
        await data.Workspaces.CommitAsync(late, default); // Began in time: it stands.
        Assert.Equal(1L, await data.PeekAsync("select count(*) from tenant.consents where workspace_id = $1", cast.Summit.Id.Value));
    }

    [Fact]
    public async Task The_end_itself_is_exclusive()
    {
        var cast = await data.GatherAsync();
        await using var db = await data.Workspaces.OpenAsync(cast.Owen, default);
        var start = db.Now;

        foreach (var (offset, refusal) in new[] { (-1, (object)DBNull.Value), (0, AccessRules.SessionExpired) })
        {
            await db.ExecuteAsync("update tenant.portal_sessions set expires_at = $1", [start.AddTicks(-offset * 10)], default);
            await using var ask = new NpgsqlCommand(
                "select altitude.actor_refusal('visitor', $1, $2)",
                (NpgsqlConnection)db.Database.GetDbConnection()
            );
            ask.Parameters.Add(new() { Value = cast.Maria.Actor.ContactId.Value });
            ask.Parameters.Add(new() { Value = cast.Maria.Actor.Session.Value });

            Assert.Equal(refusal, await ask.ExecuteScalarAsync());
        }
    }

    [Theory]
    [InlineData("ended", "staff-session.ended")]
    [InlineData("expired", "staff-session.expired")]
    [InlineData("removed", "staff.removed")]
    public async Task Staff_whose_access_ended_commit_nothing(string end, string rule)
    {
        var cast = await data.GatherAsync();
        await using var act = await data.Workspaces.OpenAsync(cast.Priya, default);
        act.Record(new WorkspaceChanged(cast.Summit.Id, "test"));

        await data.ActAsync(
            cast.Owen,
            async db =>
            {
                var session = await db.StaffSessions.SingleAsync(s => s.Id == cast.Priya.Session);
                switch (end)
                {
                    case "ended":
                        session.EndedAt = db.Now;
                        break;
                    case "expired":
                        await db.ExecuteAsync(
                            "update platform.staff_sessions set expires_at = started_at where id = $1",
                            [session.Id.Value],
                            default
                        );
                        break;
                    default:
                        (await db.Staff.SingleAsync(s => s.Id == cast.Priya.StaffId)).Remove(db.Now);
                        break;
                }
            }
        );

        Assert.Equal(rule, await RefusalAsync(() => data.Workspaces.CommitAsync(act, default)));
        Assert.Equal(rule, await RefusalAsync(() => data.Workspaces.OpenAsync(cast.Priya, default)));
    }

    [Fact]
    public async Task People_end_their_own_access_by_an_act_that_still_commits()
    {
        var cast = await data.GatherAsync();

        await data.ActAsync(
            cast.Maria,
            async db => (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria")
        );
        await data.ActAsync(cast.Priya, async db => (await db.Staff.SingleAsync(s => s.Id == cast.Priya.StaffId)).Remove(db.Now));
        await data.ActAsync(cast.Owen, db => db.ExecuteAsync("select altitude.close_workspace()", [], default));

        Assert.Equal(
            "session.ended staff.removed",
            await data.PeekAsync(
                "select string_agg(kind, ' ' order by seq) from tenant.activity where workspace_id = $1 and kind in ('session.ended', 'staff.removed')",
                cast.Summit.Id.Value
            )
        );
        Assert.Equal(AccessRules.WorkspaceClosed, await RefusalAsync(() => data.Workspaces.OpenAsync(cast.Owen, default)));
    }

    [Fact]
    public async Task Ending_again_what_another_ended_does_not_open_it()
    {
        var cast = await data.GatherAsync();
        await using var act = await data.Workspaces.OpenAsync(cast.Maria, default);
        await data.ActAsync(cast.Owen, db => EndAsync(db, "session ended", cast));

        // The row carries the act's own transaction now, but not its time.
        await act.ExecuteAsync("update tenant.portal_sessions set browser_hash = '\\x00' where id = $1", [cast.Maria.Actor.Session.Value], default);

        Assert.Equal(AccessRules.SessionEnded, await RefusalAsync(() => data.Workspaces.CommitAsync(act, default)));
    }

    [Fact]
    public async Task A_session_opens_its_own_contact_and_workspace_alone()
    {
        var cast = await data.GatherAsync();
        Visitor[] borrowed =
        [
            cast.Maria.Actor with
            {
                Session = cast.Luis.Actor.Session,
            },
            cast.Maria.Actor with
            {
                Session = cast.MariaAtSpark.Actor.Session,
            },
            cast.Maria.Actor with
            {
                WorkspaceId = cast.Spark.Id,
            },
            cast.Maria.Actor with
            {
                Session = Id<PortalSession>.New(),
            },
        ];
        Staff[] seconded = [cast.Priya with { WorkspaceId = cast.Spark.Id }, cast.Priya with { Session = cast.Owen.Session }];

        foreach (var visitor in borrowed)
        {
            Assert.Equal(AccessRules.SessionMissing, await RefusalAsync(() => data.Workspaces.OpenAsync(visitor, default)));
        }

        foreach (var staff in seconded)
        {
            Assert.Equal("staff-session.missing", await RefusalAsync(() => data.Workspaces.OpenAsync(staff, default)));
        }

        Assert.Equal(AccessRules.WorkspaceClosed, await RefusalAsync(() => data.Workspaces.OpenAsync(new Operator(Id<Workspace>.New()), default)));
    }

    [Fact]
    public async Task The_portal_being_off_stops_link_holders_and_nobody_of_the_company()
    {
        var cast = await data.GatherAsync();
        await data.ActAsync(cast.Owen, db => EndAsync(db, "portal off", cast));

        Assert.Equal(AccessRules.PortalOff, await RefusalAsync(() => data.Workspaces.OpenAsync(cast.Maria.BeforeSigningIn, default)));
        foreach (var actor in new Actor[] { cast.Priya, cast.Summit.Operator, cast.Summit.Sweep, cast.Summit.Provider, cast.Summit.Requester })
        {
            await data.ActAsync(actor, _ => Task.CompletedTask);
        }
    }

    [Fact]
    public async Task A_closed_workspace_gives_up_its_address_and_keeps_its_rows()
    {
        var cast = await data.GatherAsync();
        var slug = cast.Summit.Slug;
        var found = $"select altitude.found_workspace('{Guid.NewGuid()}', '{slug}')";
        async Task FoundAgainAsync()
        {
            await using var command = data.App.CreateCommand(found);
            await command.ExecuteNonQueryAsync();
        }

        var taken = await Assert.ThrowsAsync<PostgresException>(FoundAgainAsync);
        await data.ActAsync(cast.Owen, db => db.ExecuteAsync("select altitude.close_workspace()", [], default));
        await FoundAgainAsync();

        Assert.Equal(PostgresErrorCodes.UniqueViolation, taken.SqlState);
        Assert.Equal(1L, await data.PeekAsync("select count(*) from tenant.jobs where workspace_id = $1", cast.Summit.Id.Value));
        Assert.Equal(
            0L,
            await data.PeekAsync(
                """
                select (select count(*) from platform.staff_seats where workspace_id = $1)
                  + (select count(*) from platform.session_lookups where workspace_id = $1)
                  + (select count(*) from platform.staff_sessions where workspace_id = $1 and ended_at is null)
                """,
                cast.Summit.Id.Value
            )
        );
        Assert.Equal(
            0L,
            await data.PeekAsync(
                "select seq from platform.heads h join platform.workspaces w on w.id = h.workspace_id where w.slug = $1 and closed_at is null",
                slug
            )
        );
    }

    [Fact]
    public async Task The_end_of_a_workspace_waits_for_nobody_who_changes_its_settings_and_they_are_told()
    {
        var cast = await data.GatherAsync();
        await using var settings = await data.Workspaces.OpenAsync(cast.Owen, default);
        Assert.True(await settings.LockAsync(cast.Summit.Id, default));

        await data.ActAsync(
                cast.Priya,
                async db =>
                {
                    await db.ExecuteAsync("select altitude.close_workspace()", [], default);
                    db.Record(new WorkspaceChanged(cast.Summit.Id, "test")); // Refers to the row that the other holds.
                }
            )
            .WaitAsync(TimeSpan.FromSeconds(30));

        settings.Record(new WorkspaceChanged(cast.Summit.Id, "test"));
        Assert.Equal(AccessRules.WorkspaceClosed, await RefusalAsync(() => data.Workspaces.CommitAsync(settings, default)));
    }

    private static async Task EndAsync(WorkspaceDb db, string end, Cast cast)
    {
        switch (end)
        {
            case "session ended":
                (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria Delgado");
                break;
            case "contact removed":
                (await db.Customers.Include(c => c.Contacts).SingleAsync()).RemoveContact(cast.Maria.Actor.ContactId, db.Now);
                break;
            case "portal off":
                (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { IsOn = false });
                break;
            case "shorter maximum":
                await db.ExecuteAsync("update tenant.portal_sessions set started_at = started_at - interval '3 hours'", [], default);
                (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { LongestSessionHours = 1 });
                break;
            case "workspace closed":
                await db.ExecuteAsync("select altitude.close_workspace()", [], default);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end, null);
        }
    }

    private async Task<Id<PortalSession>> SignInAsync(Cast cast) =>
        await data.ActAsync(
            cast.Owen,
            async db =>
            {
                var link = await db.SetupLinks.SingleAsync(l => l.Id == cast.Maria.Link);
                var browser = Guid.NewGuid().ToByteArray();
                var session = PortalSession.Begin(
                    Id<PortalSession>.New(),
                    link,
                    "Maria Delgado",
                    browser,
                    LinkChannel.Email,
                    "Test browser",
                    db.Now,
                    TimeSpan.FromHours(8)
                );
                db.PortalSessions.Add(session);
                return session.Id;
            }
        );

    private static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;
}
