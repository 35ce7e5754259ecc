using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Jobs;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>What the team tells each other about a job.</summary>
public sealed partial class JobNotes
{
    private string _text = "";
    private string _edited = "";
    private Id<JobNote>? _editing;
    private Id<JobNote>? _undo;

    [Inject]
    public required WriteNote Writing { get; init; }

    [Inject]
    public required EditNote Editing { get; init; }

    [Inject]
    public required PinNote Pinning { get; init; }

    [Inject]
    public required RemoveNote Removing { get; init; }

    private async Task WriteAsync()
    {
        var text = _text;
        if (await ActAsync(() => Writing.RunAsync(Staff, Job.Number, text, RequestKey.New(nameof(WriteNote)), Closed)))
        {
            _text = "";
        }
    }

    private void Edit(JobNoteView note) => (_editing, _edited) = (note.Id, note.Text);

    private void StopEditing() => _editing = null;

    private async Task SaveAsync()
    {
        var note = _editing!.Value; // Its form is open.
        var text = _edited;
        if (await ActAsync(() => Editing.RunAsync(Staff, Job.Number, note, text, RequestKey.New(nameof(EditNote)), Closed)))
        {
            _editing = null;
        }
    }

    private async Task PinAsync(JobNoteView note) =>
        await ActAsync(() => Pinning.RunAsync(Staff, Job.Number, note.Id, !note.IsPinned, RequestKey.New(nameof(PinNote)), Closed));

    private async Task RemoveAsync(JobNoteView note)
    {
        if (await ActAsync(() => Removing.RunAsync(Staff, Job.Number, note.Id, true, RequestKey.New(nameof(RemoveNote)), Closed)))
        {
            _undo = note.Id;
        }
    }

    private async Task UndoAsync()
    {
        var note = _undo!.Value; // The button stands beside it.
        if (await ActAsync(() => Removing.RunAsync(Staff, Job.Number, note, false, RequestKey.New(nameof(RemoveNote)), Closed)))
        {
            _undo = null;
        }
    }
}
