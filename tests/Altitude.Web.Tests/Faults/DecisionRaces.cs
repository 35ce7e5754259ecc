using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Faults;

/// <summary>S3: whatever is decided at once, over real HTTP and by real sessions, there is one outcome, and the losers are told what is true.</summary>
[Trait("Category", "Fault")]
public sealed class DecisionRaces(AppFixture site) : IClassFixture<AppFixture>
{
    private static readonly DateTimeOffset s_end = new(2027, 6, 23, 6, 0, 0, TimeSpan.Zero);

    /// <summary>A tenth of what a soak runs.</summary>
    public static int Rounds { get; } = Soak.IsOn ? 100 : 10;

    [Fact]
    public Task Two_approvals_are_one() =>
        RaceAsync(async cast =>
        {
            var (maria, luis) = (await OpenAsync(cast, cast.Maria), await OpenAsync(cast, cast.Luis));

            var answers = await Task.WhenAll(maria.ApproveAsync("Maria Delgado"), luis.ApproveAsync("Luis Delgado"));

            Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], answers.Select(a => a.Status).Order());
            Assert.Equal((EstimateState.Approved, 1, 1), await OutcomeAsync(cast));
            var winner = answers[0].Status == HttpStatusCode.SeeOther ? "Maria Delgado" : "Luis Delgado";
            Assert.Contains(winner, answers.Single(a => a.Status == HttpStatusCode.Conflict).Text, StringComparison.Ordinal);
        });

    [Fact]
    public Task Of_approval_and_refusal_there_is_one() =>
        RaceAsync(async cast =>
        {
            var (maria, luis) = (await OpenAsync(cast, cast.Maria), await OpenAsync(cast, cast.Luis));

            var answers = await Task.WhenAll(maria.ApproveAsync("Maria Delgado"), luis.DeclineAsync("Too much"));

            Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Conflict], answers.Select(a => a.Status).Order());
            var isApproved = answers[0].Status == HttpStatusCode.SeeOther;
            Assert.Equal(isApproved ? (EstimateState.Approved, 1, 1) : (EstimateState.Declined, 0, 0), await OutcomeAsync(cast));
        });

    [Fact]
    public Task An_approval_is_of_what_was_shown_or_of_nothing() =>
        RaceAsync(async cast =>
        {
            var maria = await OpenAsync(cast, cast.Maria);
            var estimate = await site.ReadAsync(cast.Owen, db => db.Estimates.SingleAsync(e => e.Id == cast.Summit.Estimate));

            var (answer, isResent) = await BothAsync(maria.ApproveAsync("Maria Delgado"), ResendAsync(cast, estimate));

            var (state, consents, invoices) = await OutcomeAsync(cast);
            if (answer.Status == HttpStatusCode.SeeOther)
            {
                Assert.Equal((EstimateState.Approved, 1, 1), (state, consents, invoices));
                Assert.Equal(
                    81_226L,
                    await site.PeekAsync("select total_minor_units from tenant.consents where estimate_id = $1", cast.Summit.Estimate.Value)
                );
            }
            else
            {
                Assert.Equal(HttpStatusCode.Conflict, answer.Status);
                Assert.Equal((EstimateState.Sent, 0, 0), (state, consents, invoices));
                Assert.True(isResent);
                Assert.Contains("$855.78", answer.Text, StringComparison.Ordinal);
                Assert.Contains("Maria Delgado", answer.Html, StringComparison.Ordinal); // What was typed is kept.
            }
        });

    [Fact]
    public Task A_double_tap_acts_once_and_answers_twice() =>
        RaceAsync(async cast =>
        {
            var maria = await OpenAsync(cast, cast.Maria);

            var answers = await Task.WhenAll(maria.ApproveAsync("Maria Delgado"), maria.ApproveAsync("Maria Delgado"));
            var later = await maria.ApproveAsync("Maria Delgado"); // The answer was lost, the browser asks again.

            Assert.All([.. answers, later], a => Assert.Equal(HttpStatusCode.SeeOther, a.Status));
            Assert.Equal((EstimateState.Approved, 1, 1), await OutcomeAsync(cast));
        });

    [Fact]
    public Task What_ends_while_it_is_approved_is_either() =>
        RaceAsync(async cast =>
        {
            await site.TamperAsync(
                "update tenant.portal_sessions set started_at = $1::timestamptz - interval '1 hour', expires_at = $1::timestamptz + interval '4 hours' where workspace_id = $2",
                s_end.UtcDateTime,
                cast.Summit.Id.Value
            );
            await site.Clock.SetAsync(s_end.AddSeconds(-30));
            var maria = await OpenAsync(cast, cast.Maria);

            var (answer, _) = await BothAsync(maria.ApproveAsync("Maria Delgado"), EndAsync());

            var given = await site.PeekAsync("select given_at from tenant.consents where estimate_id = $1", cast.Summit.Estimate.Value) as DateTime?;
            Assert.Equal(answer.Status == HttpStatusCode.SeeOther, given is not null);
            Assert.True(given is null || given < s_end.UtcDateTime, $"Approved at {given:O}, after the end.");
            if (given is null)
            {
                Assert.Equal(HttpStatusCode.Conflict, answer.Status);
                Assert.Contains("Maria Delgado", answer.Html, StringComparison.Ordinal);
            }

            async Task<bool> EndAsync()
            {
                await site.Clock.SetAsync(s_end);
                return true;
            }
        });

    private async Task RaceAsync(Func<Cast, Task> race)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await site.Clock.SetAsync(Cast.Moment);
            var cast = await site.GatherAsync();
            await race(cast);
            Assert.Empty(await new ChainVerification(site.Workspaces).RunAsync(cast.Summit.Id, CancellationToken.None));
        }
    }

    private async Task<OpenEstimate> OpenAsync(Cast cast, SignedIn who)
    {
        var visitor = site.VisitAs(who);
        return new OpenEstimate(visitor, await visitor.GetAsync($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}"));
    }

    /// <summary>Owen raises the capacitor and sends version 2, as S4 says. False: the customer was first.</summary>
    private async Task<bool> ResendAsync(Cast cast, Estimate estimate)
    {
        try
        {
            var saved = await new SaveEstimateDraft(site.Workspaces).RunAsync(
                cast.Owen,
                estimate.Number,
                estimate.Revision,
                Cast.AcRepair(22_900),
                RequestKey.New("edit"),
                CancellationToken.None
            );
            await new SendEstimate(site.Workspaces).RunAsync(
                cast.Owen,
                estimate.Number,
                saved.Revision,
                RequestKey.New("send"),
                CancellationToken.None
            );
            return true;
        }
        catch (RuleViolation)
        {
            return false;
        }
    }

    private async Task<(EstimateState State, int Consents, int Invoices)> OutcomeAsync(Cast cast) =>
        await site.ReadAsync(
            cast.Summit.Operator,
            async db =>
                (
                    await db.Estimates.Where(e => e.Id == cast.Summit.Estimate).Select(e => e.State).SingleAsync(),
                    await db.Consents.CountAsync(c => c.EstimateId == cast.Summit.Estimate),
                    await db.Invoices.CountAsync(i => i.EstimateId == cast.Summit.Estimate)
                )
        );

    private static async Task<(T1 First, T2 Second)> BothAsync<T1, T2>(Task<T1> first, Task<T2> second) => (await first, await second);
}

/// <summary>An estimate that somebody has on their screen.</summary>
internal sealed record OpenEstimate(WebVisitor Visitor, Page Page)
{
    public Task<Page> ApproveAsync(string name) => Visitor.PressAsync(Page, "Approve estimate", [new("Approval.TypedName", name)]);

    public Task<Page> DeclineAsync(string reason) => Visitor.PressAsync(Page, "Decline estimate", [new("Refusal.Reason", reason)]);
}
