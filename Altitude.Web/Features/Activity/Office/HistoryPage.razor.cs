using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Activity.Office;

/// <summary>The company's whole history: who did what, and when; live, with choices that stand in the address.</summary>
public sealed partial class HistoryPage
{
    private readonly List<HistoryLine> _lines = [];
    private Staff? _staff;
    private HistoryFilter _filter = HistoryFilter.All;
    private IReadOnlyList<HistoryPerson> _people = [];
    private WorkspaceView? _company;
    private DateTimeOffset? _reached;
    private long? _before;
    private bool _hasReadOn;
    private bool _isLoaded;
    private bool _isReading;

    [SupplyParameterFromQuery(Name = "topic")]
    public string? Topic { get; set; }

    [SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? FromDay { get; set; }

    [SupplyParameterFromQuery(Name = "through")]
    public string? ThroughDay { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required HistoryQuery Query { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;
    private string Download => _filter.At("/office/activity.csv");
    private string? From => Day(_filter.From);
    private string? Through => Day(_filter.Through);

    private string Says =>
        (_lines.Count, _before, _reached) switch
        {
            (0, null, _) => "Nothing of this kind has happened.",
            (_, null, _) => "That is all.",
            (_, _, { } reached) => $"Looked back to {_company!.Words.Day(reached)}.", // There once anything was read.
            _ => "There is more before that.",
        };

    /// <summary>Who has read on is not taken back to the beginning by what happens meanwhile.</summary>
    protected override bool Concerns(FeedEntry entry) => !_hasReadOn;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _filter = HistoryFilter.Of(Topic, Who, FromDay, ThroughDay);
        if (MayControl)
        {
            _people = await Query.PeopleAsync(_staff, cancellationToken);
        }
    }

    /// <summary>Another address of the same page: back, forward, a link.</summary>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = HistoryFilter.Of(Topic, Who, FromDay, ThroughDay);
        if (_isLoaded && wanted != _filter)
        {
            (_filter, _hasReadOn) = (wanted, false);
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayControl)
        {
            return;
        }

        var filter = _filter;
        var history = await Query.RunAsync(_staff!, filter, before: null, cancellationToken); // PrepareAsync sets it.
        if (filter == _filter && !_hasReadOn)
        {
            _lines.Clear();
            Take(history);
        }
    }

    private async Task ReadOnAsync()
    {
        if (_isReading || _before is null)
        {
            return;
        }

        (_isReading, _hasReadOn) = (true, true);
        try
        {
            var filter = _filter;
            var history = await Query.RunAsync(_staff!, filter, _before, Closed); // The button is drawn for somebody.
            if (filter == _filter)
            {
                Take(history);
            }
        }
        finally
        {
            _isReading = false;
        }
    }

    private void Take(History history)
    {
        _lines.AddRange(history.Lines);
        (_before, _reached, _company, _isLoaded) = (history.Before, history.Reached, history.Company, true);
    }

    private void PickTopic(ChangeEventArgs args) => Go(HistoryFilter.Of(args.Value as string, _filter.Who, From, Through));

    private void PickWho(ChangeEventArgs args) => Go(HistoryFilter.Of(_filter.Topic, args.Value as string, From, Through));

    private void PickFrom(ChangeEventArgs args) => Go(HistoryFilter.Of(_filter.Topic, _filter.Who, args.Value as string, Through));

    private void PickThrough(ChangeEventArgs args) => Go(HistoryFilter.Of(_filter.Topic, _filter.Who, From, args.Value as string));

    private void Go(HistoryFilter filter) => Navigation.NavigateTo(filter.At("/office/activity"));

    private string When(HistoryLine line) => _company!.Words.Instant(line.At); // Lines come with their company.

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
