using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Testing.Circuits;
using Altitude.Web.Features.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Faults;

/// <summary>A company that changes its mind while its customers act: what is revoked, removed, shortened, hidden or switched off is so from that very moment.</summary>
[Trait("Category", "Fault")]
public sealed class ControlStorms(ControlStorms.Site site, ITestOutputHelper output) : IClassFixture<ControlStorms.Site>
{
    private const int ActsPerSecond = 50;
    private const int PeopleAtOnce = 6;
    private const string Leaves = "navigationManager.navigateTo";

    private static readonly int s_changes = Soak.IsOn ? 500 : 50;

    /// <summary>As it is delivered: a node that hears nothing looks for itself every five seconds.</summary>
    public sealed class Site(MigratedCluster server) : AppFixture(server)
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["Live:CatchUpSeconds"] = "5" };
    }

    private enum Change
    {
        EndSession,
        RevokeContact,
        RemoveContact,
        ShortenSessions,
        SwitchOff,
        HideMessages,
        RevokeEverybody,
    }

    [Fact]
    public Task Nothing_commits_after_a_change_and_open_pages_are_gone_within_two_seconds() =>
        StormAsync(site.Service<WorkspaceDbFactory>(), TimeSpan.FromSeconds(2), s_changes);

    /// <summary>The changes are made by a node that tells nobody; the pages are open at another, which finds them by its own look.</summary>
    [Fact]
    public Task With_notifications_cut_open_pages_are_gone_within_thirty_seconds() =>
        StormAsync(site.Workspaces, TimeSpan.FromSeconds(30), s_changes / 10);

    private async Task StormAsync(WorkspaceDbFactory changing, TimeSpan promised, int changes)
    {
        var cast = await site.GatherAsync();
        var random = new Random(20270608);
        ConcurrentDictionary<Guid, Visitor> people = [];
        Dictionary<Guid, string> browsers = [];
        async Task<Visitor> JoinAsync()
        {
            var (visitor, browser) = await SignInAsync(cast);
            (people[visitor.ContactId.Value], browsers[visitor.ContactId.Value]) = (visitor, browser);
            return visitor;
        }

        while (people.Count < PeopleAtOnce)
        {
            await JoinAsync();
        }

        using var calm = new CancellationTokenSource();
        var storm = ActAsync(people, calm.Token);
        List<(Change What, long From, long Until, Guid[] Whom)> spans = [];
        List<TimeSpan> gone = [];
        for (var turn = 0; turn < changes; turn++)
        {
            var kind = turn % 20 == 19 ? Change.RevokeEverybody : (Change)random.Next((int)Change.RevokeEverybody);
            var whom = people.Values.ElementAt(random.Next(people.Count));
            var contact = whom.ContactId.Value;
            if (kind == Change.ShortenSessions)
            {
                await site.TamperAsync(
                    "update tenant.portal_sessions set started_at = started_at - interval '3 hours' where id = $1",
                    whom.Session.Value
                );
            }

            await using var page = await OpenPages.OpenAsync(
                new PageAddress(new Uri(site.Url, $"/portal/{cast.Summit.Slug}/contact"), $"altitude-portal={Guid.NewGuid():N}.{browsers[contact]}"),
                1
            );
            long at = 0;
            if (kind == Change.HideMessages)
            {
                at = await DoAsync(changing, cast, kind, whom); // The page stays; the browser's journeys look at it.
            }
            else
            {
                gone.Add(
                    await page.TimeAsync(
                        Leaves,
                        async () =>
                        {
                            var began = Stopwatch.GetTimestamp();
                            at = await DoAsync(changing, cast, kind, whom);
                            return began;
                        },
                        promised * 2
                    )
                );
            }

            // Whoever had everything ready before still gets nothing in.
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var refused = await Assert.ThrowsAsync<RuleViolation>(() => WriteAsync(whom));
                Assert.True(AccessRules.IsAccess(refused.Rule) || refused.Rule == AccessRules.SectionHidden, refused.Rule);
            }

            var isForGood = kind is Change.EndSession or Change.RevokeContact or Change.RemoveContact or Change.RevokeEverybody;
            Guid[] affected = kind is Change.SwitchOff or Change.HideMessages or Change.RevokeEverybody ? [.. people.Keys] : [contact];
            var until = isForGood ? long.MaxValue : await RestoreAsync(changing, cast);
            spans.Add((kind, at, until, affected));
            if (isForGood || kind == Change.ShortenSessions)
            {
                foreach (var left in affected)
                {
                    people.TryRemove(left, out _);
                }

                while (people.Count < PeopleAtOnce)
                {
                    await JoinAsync();
                }
            }
        }

        await calm.CancelAsync();
        var (accepted, refusals) = await storm;
        foreach (var (what, from, until, affected) in spans)
        {
            var late = (long)
                (
                    await site.PeekAsync(
                        "select count(*) from tenant.activity where workspace_id = $1 and actor_kind = 'visitor' and seq > $2 and seq < $3 and actor_id = any($4)",
                        cast.Summit.Id.Value,
                        from,
                        until,
                        affected
                    )
                )!; // A count.
            Assert.True(late == 0, $"{late} acts were committed after {what} at {from}");
        }

        Assert.True(accepted > changes && refusals > 0, $"{accepted} acts and {refusals} refusals prove nothing.");
        gone.Sort();
        output.WriteLine(
            $"{changes} changes under {accepted} acts and {refusals} refusals; {gone.Count} open pages gone after {gone[gone.Count / 2].TotalMilliseconds:N0} ms in the middle, {gone[^1].TotalMilliseconds:N0} ms at most."
        );
        Assert.True(gone[^1] < Soak.Within(promised), $"A page was open {gone[^1]} after the change.");
    }

    /// <summary>Fifty a second, of people who may have been signed out a moment ago.</summary>
    private async Task<(int Accepted, int Refused)> ActAsync(ConcurrentDictionary<Guid, Visitor> people, CancellationToken calm)
    {
        var (accepted, refused) = (0, 0);
        List<Task> acts = [];
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1) / ActsPerSecond);
        try
        {
            while (await beat.WaitForNextTickAsync(calm))
            {
                acts.RemoveAll(a => a.IsCompletedSuccessfully);
                if (acts.Count < ActsPerSecond && people.Values.ToArray() is { Length: > 0 } now)
                {
                    acts.Add(TryAsync(now[Random.Shared.Next(now.Length)]));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        await Task.WhenAll(acts);
        return (accepted, refused);

        async Task TryAsync(Visitor visitor)
        {
            try
            {
                await WriteAsync(visitor);
                Interlocked.Increment(ref accepted);
            }
            catch (RuleViolation ended) when (AccessRules.IsAccess(ended.Rule) || ended.Rule == AccessRules.SectionHidden)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    private Task<int> WriteAsync(Visitor visitor) =>
        site.Service<SendMessage>().RunAsync(visitor, null, "A word in between", [], RequestKey.New("storm"), CancellationToken.None);

    /// <returns>The number of the line that the change wrote.</returns>
    private async Task<long> DoAsync(WorkspaceDbFactory changing, Cast cast, Change kind, Visitor whom)
    {
        switch (kind)
        {
            case Change.EndSession:
                await new Web.Features.PortalAccess.EndPortalSession(changing).RunAsync(cast.Priya, whom.Session, Key(), default);
                return await LineAsync(cast, "session.ended", whom.Session.Value);
            case Change.RevokeContact:
                await new Web.Features.PortalAccess.RevokeAccess(changing).OfContactAsync(cast.Priya, whom.ContactId, Key(), default);
                return await LineAsync(cast, "access.revoked", whom.ContactId.Value);
            case Change.RemoveContact:
                await new Web.Features.Customers.RemoveContact(changing).RunAsync(cast.Priya, whom.CustomerId, whom.ContactId, Key(), default);
                return await LineAsync(cast, "contact.removed", whom.ContactId.Value);
            case Change.RevokeEverybody:
                await new Web.Features.PortalAccess.RevokeAccess(changing).OfEverybodyAsync(cast.Owen, cast.Summit.Name, Key(), default);
                return await LineAsync(cast, "workspace.changed", cast.Summit.Id.Value);
            default:
                var wanted = kind switch
                {
                    Change.ShortenSessions => PortalSettings.Default with { LongestSessionHours = 1 },
                    Change.SwitchOff => PortalSettings.Default with { IsOn = false },
                    _ => PortalSettings.Default with { Hidden = PortalSections.Messages },
                };
                await new Web.Features.Workspaces.ChangePortalSettings(changing).RunAsync(cast.Owen, wanted, Key(), default);
                return await LineAsync(cast, "workspace.changed", cast.Summit.Id.Value);
        }
    }

    private async Task<long> RestoreAsync(WorkspaceDbFactory changing, Cast cast)
    {
        await new Web.Features.Workspaces.ChangePortalSettings(changing).RunAsync(cast.Owen, PortalSettings.Default, Key(), default);
        return await LineAsync(cast, "workspace.changed", cast.Summit.Id.Value);
    }

    private async Task<long> LineAsync(Cast cast, string kind, Guid subject) =>
        (long)
            (
                await site.PeekAsync(
                    "select max(seq) from tenant.activity where workspace_id = $1 and kind = $2 and subject = $3",
                    cast.Summit.Id.Value,
                    kind,
                    subject
                )
            )!; // It was just written.

    private async Task<(Visitor Visitor, string Browser)> SignInAsync(Cast cast)
    {
        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(browser));
        var visitor = await site.ActAsync(
            cast.Priya,
            async db =>
            {
                var customer = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == cast.Summit.Customer);
                var contact = customer.AddContact(
                    Id<Contact>.New(),
                    $"Person {Guid.NewGuid():N}"[..20],
                    $"{Guid.NewGuid():N}@example.com",
                    "",
                    ContactRights.Full
                );
                var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{cast.Summit.Slug}", db.Now, TimeSpan.FromHours(72));
                db.SetupLinks.Add(link);
                var session = PortalSession.Begin(
                    Id<PortalSession>.New(),
                    link,
                    contact.Name,
                    hash,
                    LinkChannel.Email,
                    "Storm",
                    db.Now,
                    TimeSpan.FromHours(8)
                );
                db.PortalSessions.Add(session);
                db.SessionLookups.Add(
                    new SessionLookup
                    {
                        WorkspaceId = db.WorkspaceId,
                        SessionId = session.Id,
                        BrowserHash = hash,
                    }
                );
                return new Visitor(db.WorkspaceId, session.Id, contact.Id, contact.CustomerId, contact.Rights, contact.Name);
            }
        );
        return (visitor, browser);
    }

    private static RequestKey Key() => RequestKey.New("storm");
}
