using Altitude.Data;
using Altitude.Domain.Jobs;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>What a job is called and where it stands; renamed, closed and opened again from here.</summary>
public sealed partial class JobHead
{
    private Asking _asking;
    private string _text = "";
    private JobEnd _end = JobEnd.Lost;

    [Parameter]
    public EventCallback OnBooking { get; set; }

    [Inject]
    public required RenameJob Renaming { get; init; }

    [Inject]
    public required CloseJob Closing { get; init; }

    [Inject]
    public required ReopenJob Reopening { get; init; }

    private string Tone =>
        Job.End is not null ? ""
        : Job.Stage is JobStage.Approved or JobStage.Paid ? "good"
        : "act";

    private void AskName() => (_asking, _text, Refusal) = (Asking.Name, Job.Title, null);

    private void AskReason() => (_asking, _text, Refusal) = (Asking.Reason, "", null);

    private void Stop() => (_asking, Refusal) = (Asking.Nothing, null);

    private async Task RenameAsync()
    {
        if (await ActAsync(() => Renaming.RunAsync(Staff, Job.Number, _text, RequestKey.New(nameof(RenameJob)), Closed)))
        {
            Stop();
        }
    }

    private async Task CloseAsync()
    {
        if (await ActAsync(() => Closing.RunAsync(Staff, Job.Number, _end, _text, RequestKey.New(nameof(CloseJob)), Closed)))
        {
            Stop();
        }
    }

    private async Task ReopenAsync() => await ActAsync(() => Reopening.RunAsync(Staff, Job.Number, RequestKey.New(nameof(ReopenJob)), Closed));

    private enum Asking
    {
        Nothing,
        Name,
        Reason,
    }
}
