using Altitude.Data;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>What is to be done on a job, ticked by whoever did it.</summary>
public sealed partial class JobChecklist
{
    private string _text = "";
    private ChecklistItemView? _undo;

    [Inject]
    public required AddChecklistItem Adding { get; init; }

    [Inject]
    public required TickChecklistItem Ticking { get; init; }

    [Inject]
    public required MoveChecklistItem Moving { get; init; }

    [Inject]
    public required RemoveChecklistItem Removing { get; init; }

    private bool IsClosed => Job.End is not null;

    private bool MayChange => MayPrice && !IsClosed;

    private string DoneInWords => Job.Checklist.Count == 0 ? "" : $"{Job.Checklist.Count(i => i.IsDone)} of {Job.Checklist.Count} done";

    private bool IsFirst(ChecklistItemView item) => Job.Checklist[0].Id == item.Id;

    private bool IsLast(ChecklistItemView item) => Job.Checklist[^1].Id == item.Id;

    private async Task AddAsync()
    {
        var text = _text;
        if (await ActAsync(() => Adding.RunAsync(Staff, Job.Number, text, RequestKey.New(nameof(AddChecklistItem)), Closed)))
        {
            _text = "";
        }
    }

    private async Task TickAsync(ChecklistItemView item, ChangeEventArgs ticked) =>
        await ActAsync(() => Ticking.RunAsync(Staff, Job.Number, item.Id, ticked.Value is true, RequestKey.New(nameof(TickChecklistItem)), Closed));

    private async Task MoveAsync(ChecklistItemView item, int by)
    {
        var place = Job.Checklist.Select(i => i.Id).ToList().IndexOf(item.Id) + 1;
        await ActAsync(() => Moving.RunAsync(Staff, Job.Number, item.Id, place + by, RequestKey.New(nameof(MoveChecklistItem)), Closed));
    }

    private async Task RemoveAsync(ChecklistItemView item)
    {
        if (await ActAsync(() => Removing.RunAsync(Staff, Job.Number, item.Id, true, RequestKey.New(nameof(RemoveChecklistItem)), Closed)))
        {
            _undo = item;
        }
    }

    private async Task UndoAsync()
    {
        var item = _undo!; // The button stands beside it.
        if (await ActAsync(() => Removing.RunAsync(Staff, Job.Number, item.Id, false, RequestKey.New(nameof(RemoveChecklistItem)), Closed)))
        {
            _undo = null;
        }
    }
}
