using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class EstimateEditorsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly Id<Workspace> s_summit = Id<Workspace>.New();
    private static readonly Id<Estimate> s_estimate = Id<Estimate>.New();
    private static readonly Staff s_priya = new(s_summit, Id<StaffSession>.New(), Id<StaffMember>.New(), StaffRole.Dispatcher, "Priya Nair");

    [Fact]
    public void Whoever_sits_is_seen_until_they_leave_and_nobody_sees_themselves()
    {
        using var editors = new EstimateEditors(new Whispers(), new Rhythm(TimeProvider.System));
        var told = 0;
        using var listening = editors.Listen(s_summit, s_estimate, _ => told++);

        var seat = editors.Sit(s_priya, s_estimate);
        Assert.Equal([s_priya.StaffId], editors.Of(s_summit, s_estimate, except: null));
        Assert.Empty(editors.Of(s_summit, s_estimate, seat));
        Assert.Empty(editors.Of(s_summit, Id<Estimate>.New(), except: null));
        seat.StepOut();
        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
        seat.ComeBack();
        Assert.Single(editors.Of(s_summit, s_estimate, except: null));
        seat.Dispose();

        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
        Assert.Equal(4, told);
    }

    [Fact]
    public async Task Another_node_sees_them_come_save_and_go()
    {
        await using var first = await NodeAsync();
        await using var second = await NodeAsync();
        EditorSave? saved = null;
        using var listening = second.Editors.Listen(s_summit, s_estimate, s => saved = s ?? saved);

        var seat = first.Editors.Sit(s_priya, s_estimate);
        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 1);
        seat.Saved();
        await Patiently.HoldsAsync(() => saved is not null);
        seat.Dispose();
        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 0);

        Assert.Equal((seat.Id, s_priya.StaffId), (saved!.Seat, saved.Staff));
    }

    [Fact]
    public async Task A_node_that_comes_later_asks_who_is_there()
    {
        await using var first = await NodeAsync();
        using var seat = first.Editors.Sit(s_priya, s_estimate);

        await using var second = await NodeAsync();

        await Patiently.HoldsAsync(() => second.Editors.Of(s_summit, s_estimate, null).Count == 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("here")]
    [InlineData("here x y z a b")]
    [InlineData("who not-a-node")]
    [InlineData("gone 00000000000000000000000000000001 1 2 3 4")]
    public void Words_that_mean_nothing_are_passed_over(string words)
    {
        var whispers = new Whispers();
        using var editors = new EstimateEditors(whispers, new Rhythm(TimeProvider.System));

        whispers.Hear(words);

        Assert.Empty(editors.Of(s_summit, s_estimate, except: null));
    }

    private async Task<Node> NodeAsync()
    {
        var whispers = new Whispers();
        var connected = new TaskCompletionSource();
        whispers.Connected += connected.SetResult;
        var node = new Node(
            new EstimateEditors(whispers, new Rhythm(TimeProvider.System)),
            new WhisperRelay(data.App, whispers, NullLogger<WhisperRelay>.Instance)
        );
        await node.Relay.StartAsync(default);
        await connected.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return node;
    }

    private sealed record Node(EstimateEditors Editors, WhisperRelay Relay) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Editors.Dispose();
            await Relay.StopAsync(default);
            Relay.Dispose();
        }
    }
}
