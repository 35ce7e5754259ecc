using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Web.Files;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>Photos and documents of a job, for the team alone or for the customer too.</summary>
public sealed partial class JobFiles
{
    /// <summary>At once; more are added in a second go.</summary>
    private const int MostAtOnce = 10;

    private bool _isForCustomer;
    private string _progress = "";
    private FileView? _undo;

    [Inject]
    public required AddFile Adding { get; init; }

    [Inject]
    public required RemoveFile Removing { get; init; }

    [Inject]
    public required RestoreFile Restoring { get; init; }

    private bool MayRemove(FileView file) => MayPrice || (!file.IsFromCustomer && file.AddedById == Staff.StaffId.Value);

    private async Task AddAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.FileCount > MostAtOnce)
        {
            Refusal = $"Add at most {MostAtOnce} files at once.";
            return;
        }

        var isForCustomer = _isForCustomer;
        foreach (var file in chosen.GetMultipleFiles(MostAtOnce))
        {
            _progress = $"Adding {file.Name}";
            var sent = new SentFile(file.Name, () => file.OpenReadStream(StoredFile.MostBytes + 1, Closed));
            if (
                file.Size > StoredFile.MostBytes
                    ? !await ActAsync(() => throw new RuleViolation(FileRules.TooLarge, FileRules.TooLargeInWords))
                    : !await ActAsync(() => Adding.RunAsync(Staff, Job.Number, sent, isForCustomer, RequestKey.New(nameof(AddFile)), Closed))
            )
            {
                break; // What was refused is said; the others are not added behind its back.
            }
        }

        _progress = "";
    }

    private async Task RemoveAsync(FileView file)
    {
        if (await ActAsync(() => Removing.RunAsync(Staff, file.Id, RequestKey.New(nameof(RemoveFile)), Closed)))
        {
            _undo = file;
        }
    }

    private async Task UndoAsync()
    {
        var file = _undo!; // The button stands beside it.
        if (await ActAsync(() => Restoring.RunAsync(Staff, file.Id, RequestKey.New(nameof(RestoreFile)), Closed)))
        {
            _undo = null;
        }
    }
}
