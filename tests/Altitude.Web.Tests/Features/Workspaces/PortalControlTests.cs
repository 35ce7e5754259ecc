using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>What a company decides about its portal, and what that does to those who are in it.</summary>
public sealed class PortalControlTests(AppFixture app) : IClassFixture<AppFixture>
{
    private ChangePortalSettings Change => app.Service<ChangePortalSettings>();
    private PortalControlQuery Control => app.Service<PortalControlQuery>();

    [Fact]
    public async Task Of_two_who_choose_at_once_the_second_is_told_what_changed_before_anything_is_lost()
    {
        var cast = await app.GatherAsync();
        var seen = PortalSettings.Default;
        await Change.RunAsync(cast.Ada, seen with { Terms = "Net 30", IdleMinutes = 60 }, RequestKey.New("test"), default, seen);

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            Change.RunAsync(cast.Owen, seen with { Welcome = "Hello" }, RequestKey.New("test"), default, seen)
        );

        Assert.Equal(ChangePortalSettings.Overtaken, refused.Rule);
        Assert.Contains("the idle time and the terms", refused.Message, StringComparison.Ordinal);
        var kept = (await app.ReadAsync(cast.Owen, db => db.Workspaces.SingleAsync())).Portal;
        Assert.Equal(("Net 30", ""), (kept.Terms, kept.Welcome));
    }

    [Fact]
    public async Task It_is_said_beforehand_how_many_people_a_shorter_session_signs_out()
    {
        var cast = await app.GatherAsync();
        await AgeAsync(cast.Maria, TimeSpan.FromHours(3));

        var reach = (await Control.RunAsync(cast.Owen, default)).Reach;

        Assert.Equal(3, reach.People);
        Assert.Equal(
            (1, 0, 3),
            (
                reach.SignedOutBy(PortalSettings.Default with { LongestSessionHours = 1 }),
                reach.SignedOutBy(PortalSettings.Default with { LongestSessionHours = 4 }),
                reach.SignedOutBy(PortalSettings.Default with { IsOn = false })
            )
        );
        await Change.RunAsync(cast.Owen, PortalSettings.Default with { LongestSessionHours = 1 }, Key(), default);
        Assert.Equal(2, (await Control.RunAsync(cast.Owen, default)).Reach.People);
        Assert.Equal(AccessRules.SessionExpired, await RuleAsync(() => app.ReadAsync(cast.Maria.Actor, _ => Task.FromResult(0))));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_and_one_in_use_does_not()
    {
        var cast = await app.GatherAsync();
        await AgeAsync(cast.Maria, TimeSpan.FromHours(3));
        await AgeAsync(cast.Luis, TimeSpan.FromHours(3));
        await app.TamperAsync(
            "insert into tenant.session_seen (workspace_id, session_id, at) values ($1, $2, altitude.now() - interval '34 minutes')",
            cast.Summit.Id.Value,
            cast.Luis.Actor.Session.Value
        );
        var wanted = PortalSettings.Default with { IdleMinutes = 30 };
        Assert.Equal(1, (await Control.RunAsync(cast.Owen, default)).Reach.SignedOutBy(wanted));

        await Change.RunAsync(cast.Owen, wanted, Key(), default);
        using var maria = app.VisitAs(cast.Maria);
        var turnedAway = await maria.GoAsync(Home(cast));

        Assert.Contains("a session lasts only so long", turnedAway.Text, StringComparison.Ordinal);
        Assert.Equal(AccessRules.SessionExpired, await RuleAsync(() => app.ReadAsync(cast.Maria.Actor, _ => Task.FromResult(0))));
        await app.ReadAsync(cast.Luis.Actor, _ => Task.FromResult(0)); // 34 of 30 minutes and the five that nobody knows of.
        await app.TamperAsync(
            "update tenant.session_seen set at = altitude.now() - interval '35 minutes' where session_id = $1",
            cast.Luis.Actor.Session.Value
        );
        Assert.Equal(AccessRules.SessionExpired, await RuleAsync(() => app.ReadAsync(cast.Luis.Actor, _ => Task.FromResult(0))));
    }

    [Theory]
    [InlineData(PortalSections.Estimates, "estimates", "Estimates")]
    [InlineData(PortalSections.Invoices, "invoices", "Invoices")]
    [InlineData(PortalSections.Appointments, "appointments", "Appointments")]
    [InlineData(PortalSections.Messages, "messages", "Messages")]
    [InlineData(PortalSections.Activity, "activity", "Activity")]
    [InlineData(PortalSections.Contact, "contact", "Your details")]
    public async Task A_hidden_section_is_gone_from_every_page_and_its_address_says_so_kindly(PortalSections hidden, string path, string name)
    {
        var cast = await app.GatherAsync();
        await PlanAsync(cast);
        await new WriteToCustomer(app.Service<WorkspaceDbFactory>()).RunAsync(
            cast.Priya,
            cast.Summit.Customer,
            cast.Summit.JobNumber,
            "We come by.",
            [],
            Key(),
            default
        );
        using var maria = app.VisitAs(cast.Maria);
        var (home, job) = (Home(cast), $"{Home(cast)}/jobs/{cast.Summit.JobNumber}");
        foreach (var page in new[] { await maria.GetAsync(home), await maria.GetAsync(job) })
        {
            Assert.NotNull(page.Find($"a[href='{home}/{path}']"));
        }

        await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = hidden }, Key(), default);
        foreach (var page in new[] { await maria.GetAsync(home), await maria.GetAsync(job) })
        {
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain(
                page.Document.QuerySelectorAll("a"),
                a => a.GetAttribute("href")!.StartsWith($"{home}/{path}", StringComparison.Ordinal)
            );
            Assert.DoesNotContain(page.Document.QuerySelectorAll("h2"), h => h.TextContent == name);
        }

        var closed = await maria.GetAsync($"{home}/{path}");
        Assert.Equal((HttpStatusCode.NotFound, "There is nothing here at the moment"), (closed.Status, closed.Heading));
        Assert.NotNull(closed.Find($".acts a[href='{home}']"));
        Assert.NotNull(closed.Find("a[href='tel:+13035550100']"));
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"{home}/{path.ToUpperInvariant()}")).Status);

        await Change.RunAsync(cast.Owen, PortalSettings.Default, Key(), default);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync($"{home}/{path}")).Status);
    }

    [Fact]
    public async Task Files_of_a_hidden_section_are_not_found()
    {
        var cast = await app.GatherAsync();
        var visit = await PlanAsync(cast);
        using var maria = app.VisitAs(cast.Maria);
        var file = $"{Home(cast)}/appointments/{visit}.ics";
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync(file)).Status);

        await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = PortalSections.Appointments }, Key(), default);

        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync(file)).Status);
    }

    [Fact]
    public async Task What_was_written_into_a_section_that_was_hidden_meanwhile_is_kept_on_the_page()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync($"{Home(cast)}/messages");

        await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = PortalSections.Messages }, Key(), default);
        var closed = await maria.PressAsync(page, "Send message", [new("Message.Text", "Please bring the <b>long</b> ladder")]);

        Assert.Equal(HttpStatusCode.NotFound, closed.Status);
        Assert.Contains("Please bring the <b>long</b> ladder", closed.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await app.PeekAsync("select count(*) from tenant.messages where workspace_id = $1", cast.Summit.Id.Value));
    }

    [Fact]
    public async Task What_was_written_when_the_portal_went_off_is_kept_on_the_page_with_the_companys_number()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        var page = await maria.GetAsync($"{Home(cast)}/messages");

        await Change.RunAsync(cast.Owen, PortalSettings.Default with { IsOn = false, Terms = "Be fair." }, Key(), default);
        var closed = await maria.PressAsync(page, "Send message", [new("Message.Text", "Please bring the long ladder")]);
        var seen = await maria.GoAsync(Home(cast));

        Assert.Contains("Please bring the long ladder", closed.Text, StringComparison.Ordinal);
        foreach (var off in new[] { closed, seen })
        {
            Assert.Contains("Summit Air Heating & Cooling", off.Text, StringComparison.Ordinal);
            Assert.NotNull(off.Find("a[href='tel:+13035550100']"));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, seen.Status);
        Assert.Equal("Be fair.", (await maria.GetAsync($"{Home(cast)}/terms")).Find("main .card")?.TextContent);
    }

    /// <summary>Their page and its checks came before the change; the database still commits none of it.</summary>
    [Fact]
    public async Task No_act_in_a_hidden_section_commits_whatever_came_before()
    {
        var cast = await app.GatherAsync();
        var visit = await PlanAsync(cast);
        var (maria, workspaces) = (cast.Maria.Actor, app.Service<WorkspaceDbFactory>());
        foreach (
            var (section, act) in new (PortalSections, Func<Task>)[]
            {
                (PortalSections.Messages, () => new SendMessage(workspaces).RunAsync(maria, null, "Hello", [], Key(), default)),
                (
                    PortalSections.Appointments,
                    () =>
                        new ConfirmVisit(workspaces).RunAsync(maria, visit, new DateTimeOffset(2027, 6, 10, 15, 0, 0, TimeSpan.Zero), Key(), default)
                ),
                (PortalSections.Estimates, () => app.ActAsync(maria, db => Cast.ApproveAsync(db, cast.Maria, cast.Summit.Estimate))),
                (PortalSections.Contact, () => new CorrectOwnContact(workspaces).RunAsync(maria, new OwnContact("Maria D", "", ""), Key(), default)),
            }
        )
        {
            await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = section }, Key(), default);
            Assert.Equal(AccessRules.SectionHidden, await RuleAsync(act));
            await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = PortalSections.All & ~section }, Key(), default);
            await act();
        }
    }

    [Fact]
    public async Task A_mail_and_a_link_that_lead_into_a_hidden_section_lead_to_the_job()
    {
        var cast = await app.GatherAsync();
        var (home, job) = (Home(cast), $"{Home(cast)}/jobs/{cast.Summit.JobNumber}");
        var link = await app.Service<IssueSetupLink>()
            .RunAsync(cast.Priya, cast.Maria.Actor.ContactId, $"{home}/estimates/{cast.Summit.EstimateNumber}", byMail: false, Key(), default);
        var address = new Uri(await app.Service<MintLinkSecret>().RunAsync(cast.Priya, link, LinkChannel.Copied, default)).AbsolutePath;
        await Change.RunAsync(cast.Owen, PortalSettings.Default with { Hidden = PortalSections.Estimates | PortalSections.Activity }, Key(), default);

        using var browser = app.Visit();
        var opened = await browser.PressAsync(await browser.GetAsync(address), "Continue");

        Assert.EndsWith(job, opened.Location, StringComparison.Ordinal);
        await app.ReadAsync(
            cast.Owen,
            async db =>
            {
                foreach (
                    var (target, reached) in new[]
                    {
                        ($"{home}/estimates/{cast.Summit.EstimateNumber}", job),
                        ($"{home}/activity", home),
                        ($"{home}/messages?job={cast.Summit.JobNumber}", $"{home}/messages?job={cast.Summit.JobNumber}"),
                        (job, job),
                    }
                )
                {
                    Assert.Equal(reached, await PortalAddress.ReachAsync(db, target, PortalSections.Estimates | PortalSections.Activity, default));
                }

                return 0;
            }
        );
    }

    [Fact]
    public async Task Welcome_terms_and_privacy_stand_where_customers_look_for_them()
    {
        var cast = await app.GatherAsync();
        using var maria = app.VisitAs(cast.Maria);
        using var nobody = app.Visit();
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync($"{Home(cast)}/terms")).Status);

        await Change.RunAsync(
            cast.Owen,
            PortalSettings.Default with
            {
                Welcome = "Call before <i>nine</i>.",
                Terms = "First.\n\n<script>Second</script>.",
                Privacy = "We keep little.",
            },
            Key(),
            default
        );
        var home = await maria.GetAsync(Home(cast));
        var terms = await nobody.GetAsync($"{Home(cast)}/terms");
        var privacy = await maria.GetAsync($"{Home(cast)}/privacy");

        Assert.Contains("Call before <i>nine</i>.", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Find($".foot a[href='{Home(cast)}/terms']"));
        Assert.NotNull(home.Find($".foot a[href='{Home(cast)}/privacy']"));
        Assert.Equal((HttpStatusCode.OK, "Terms"), (terms.Status, terms.Heading));
        Assert.Contains("<script>Second</script>", terms.Text, StringComparison.Ordinal);
        Assert.Contains("We keep little.", privacy.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changed_what_is_kept_and_told()
    {
        var cast = await app.GatherAsync();

        await Change.RunAsync(
            cast.Ada,
            PortalSettings.Default with
            {
                LongestSessionHours = 1,
                Hidden = PortalSections.Messages | PortalSections.Activity,
                Terms = "Be fair.",
            },
            Key(),
            default
        );
        await Change.RunAsync(cast.Owen, PortalSettings.Default with { IsOn = false, LongestSessionHours = 1, Terms = "Be fair." }, Key(), default);

        var changes = (await Control.RunAsync(cast.Owen, default)).Changes;
        Assert.Equal(
            [
                ("Owen Hart", "Portal settings changed: switched off, Messages, Activity shown again"),
                ("Ada Brooks", "Portal settings changed: Messages, Activity hidden, sessions last 1 hour at most, terms written"),
            ],
            changes.Take(2).Select(c => (c.Who, c.What))
        );
        var history = await app.Service<HistoryQuery>().RunAsync(cast.Owen, HistoryFilter.Of("settings", null, null, null), null, default);
        Assert.Equal(changes[0].What, history.Lines[0].What);
    }

    [Theory]
    [InlineData(WorkspaceRules.IdleMinutes)]
    [InlineData(WorkspaceRules.Welcome)]
    [InlineData(WorkspaceRules.Terms)]
    [InlineData(WorkspaceRules.Privacy)]
    [InlineData(WorkspaceRules.Sections)]
    public async Task What_cannot_be_used_is_refused_and_changes_nothing(string rule)
    {
        var cast = await app.GatherAsync();
        var wanted = rule switch
        {
            WorkspaceRules.IdleMinutes => PortalSettings.Default with { IdleMinutes = 3 },
            WorkspaceRules.Welcome => PortalSettings.Default with { Welcome = new string('w', 1_001) },
            WorkspaceRules.Terms => PortalSettings.Default with { Terms = "a\0b" },
            WorkspaceRules.Privacy => PortalSettings.Default with { Privacy = new string('p', 20_001) },
            _ => PortalSettings.Default with { Hidden = (PortalSections)64 },
        };

        Assert.Equal(rule, await RuleAsync(() => Change.RunAsync(cast.Owen, wanted, Key(), default)));
        Assert.Equal(PortalSettings.Default, (await Control.RunAsync(cast.Owen, default)).Company.Portal);
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => Control.RunAsync(cast.Priya, default)));
    }

    private static string Home(Cast cast) => $"/portal/{cast.Summit.Slug}";

    private Task<int> AgeAsync(SignedIn who, TimeSpan by) =>
        app.TamperAsync("update tenant.portal_sessions set started_at = started_at - $2 where id = $1", who.Actor.Session.Value, by);

    private Task<Id<Appointment>> PlanAsync(Cast cast) =>
        new PlanVisit(app.Service<WorkspaceDbFactory>()).RunAsync(
            cast.Priya,
            cast.Summit.JobNumber,
            new PlannedVisit(
                new VisitDescription("Repair", cast.Dana.StaffId, [], null, "", ""),
                new VisitTime(new DateTime(2027, 6, 10, 9, 0, 0), TimeSpan.FromHours(2), new TimeWindow(new(9, 0), new(11, 0)))
            ),
            Key(),
            default
        );

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;
}
