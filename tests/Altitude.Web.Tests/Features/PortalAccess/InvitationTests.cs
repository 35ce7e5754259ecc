using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Features.PortalAccess;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Features.PortalAccess;

/// <summary>Many customers are invited at once: each once, with a report, whatever stops in between.</summary>
public sealed class InvitationTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private InviteCustomers Invite => new(data.Workspaces);
    private InvitationsQuery Query => new(data.Workspaces);
    private SeeToInvitation SeeTo => new(data.Workspaces);

    [Fact]
    public async Task Everybody_gets_one_mail_or_a_reason_and_twice_changes_nothing()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast, 60); // More than are seen to at once.
        await AddAsync(cast, 1, withoutAddress: true);
        var before = await MailsAsync(cast);
        Assert.Equal(64, (await Query.RunAsync(cast.Priya, default)).Reach[InvitedAudience.Everybody]);
        Assert.Equal(61, (await Query.RunAsync(cast.Priya, default)).Reach[InvitedAudience.NeverInvited]);

        var id = await Invite.RunAsync(cast.Priya, InvitedAudience.Everybody, Key(), default);
        Assert.Equal(InvitationRules.UnderWay, await RuleAsync(() => Invite.RunAsync(cast.Owen, InvitedAudience.Everybody, Key(), default)));
        await RunAsync(cast, id);
        await RunAsync(cast, id);

        var view = await Query.RunAsync(cast.Priya, default);
        var latest = view.Latest[0];
        Assert.Equal((64, 64, true, "Priya Nair"), (latest.Total, latest.Done, latest.FinishedAt is not null, latest.By));
        Assert.Equal(60, view.Report!.OnTheWay);
        Assert.Equal([(SeeToInvitation.SignedIn, 3), (SeeToInvitation.NoAddress, 1)], view.Report.Skipped);
        Assert.Equal(before + 60, await MailsAsync(cast));
        Assert.Equal(0, view.Reach[InvitedAudience.NeverInvited] - 1); // Only the one without an address never got a link.
    }

    [Fact]
    public async Task Stopped_half_way_it_goes_on_where_it_was()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast, 120);
        var before = await MailsAsync(cast);
        var id = await Invite.RunAsync(cast.Priya, InvitedAudience.NeverInvited, Key(), default);
        using var stopping = new CancellationTokenSource();
        var stopped = new WorkspaceDbFactory(data.App, new StopsAtTheFirst(stopping), FollowUps.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new SeeToInvitation(stopped).RunAsync(TaskOf(cast, id), stopping.Token));
        Assert.Equal(before + SeeToInvitation.AtOnce, await MailsAsync(cast));
        Assert.Null((await Query.RunAsync(cast.Priya, default)).Latest[0].FinishedAt);
        await Task.WhenAll(RunAsync(cast, id), RunAsync(cast, id)); // After the restart two nodes take it up.

        Assert.Equal(before + 120, await MailsAsync(cast));
        Assert.Equal(120L, await data.PeekAsync("select count(distinct link_id) from tenant.invited_contacts where invitation_id = $1", id.Value));
        Assert.Equal(120, (await Query.RunAsync(cast.Priya, default)).Latest[0].Done);
    }

    [Fact]
    public async Task Who_may_answer_an_estimate_is_chosen_by_it()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast, 5);

        var reach = (await Query.RunAsync(cast.Priya, default)).Reach;

        Assert.Equal(2, reach[InvitedAudience.OpenEstimate]); // Maria and Luis; the billing contact answers none.
        Assert.Equal(StaffRoles.NotAllowed, await RuleAsync(() => Invite.RunAsync(cast.Dana, InvitedAudience.Everybody, Key(), default)));
    }

    [Fact]
    public async Task Nobody_is_invited_to_a_portal_that_is_off_and_who_waits_is_passed_over()
    {
        var cast = await data.GatherAsync();
        await AddAsync(cast, 2);
        var id = await Invite.RunAsync(cast.Priya, InvitedAudience.NeverInvited, Key(), default);
        await data.ActAsync(cast.Owen, async db => (await db.Workspaces.SingleAsync()).Control(PortalSettings.Default with { IsOn = false }));

        await RunAsync(cast, id);

        Assert.Equal([(SeeToInvitation.Off, 2)], (await Query.RunAsync(cast.Priya, default)).Report!.Skipped);
        Assert.Equal(InvitationRules.PortalOff, await RuleAsync(() => Invite.RunAsync(cast.Priya, InvitedAudience.Everybody, Key(), default)));
    }

    private Task<TaskEnd> RunAsync(Cast cast, Id<Invitation> id) => SeeTo.RunAsync(TaskOf(cast, id), default);

    private static OutboxTask TaskOf(Cast cast, Id<Invitation> id) =>
        new(Guid.NewGuid(), cast.Summit.Id, OutboxKinds.InviteCustomers, id.Value, IsFollowUp: false);

    private Task AddAsync(Cast cast, int count, bool withoutAddress = false) =>
        data.ActAsync(
            cast.Priya,
            db =>
            {
                for (var i = 0; i < count; i++)
                {
                    var customer = Customer.Register(Id<Customer>.New(), cast.Summit.Id, $"Household {i}", db.Now);
                    customer.AddContact(
                        Id<Contact>.New(),
                        $"Person {i}",
                        withoutAddress ? "" : $"person-{Guid.NewGuid():N}@example.com",
                        withoutAddress ? "303 555 0188" : "",
                        ContactRights.Full
                    );
                    db.Customers.Add(customer);
                }

                return Task.CompletedTask;
            }
        );

    private async Task<long> MailsAsync(Cast cast) =>
        (long)
            (
                await data.PeekAsync(
                    "select count(*) from platform.outbox where workspace_id = $1 and kind = $2",
                    cast.Summit.Id.Value,
                    OutboxKinds.MailLink
                )
            )!; // A count.

    private static RequestKey Key() => RequestKey.New("test");

    private static async Task<string> RuleAsync(Func<Task> act) => (await Assert.ThrowsAsync<RuleViolation>(act)).Rule;

    /// <summary>The process goes down as the first of its commits is told.</summary>
    private sealed class StopsAtTheFirst(CancellationTokenSource stopping) : ICommitListener
    {
        public void OnCommitted(Committed committed) => stopping.Cancel();
    }
}
