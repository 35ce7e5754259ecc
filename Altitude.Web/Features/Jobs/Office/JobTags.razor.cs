using Altitude.Data;
using Altitude.Domain.Jobs;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>A job's tags; the company's own are suggested as one types, and a new word chooses its tint.</summary>
public sealed partial class JobTags
{
    private static readonly (TagTone Tone, string Words)[] Tones =
    [
        (TagTone.Neutral, "Plain"),
        (TagTone.Act, "Brand"),
        (TagTone.Good, "Green"),
        (TagTone.Waiting, "Amber"),
        (TagTone.Bad, "Red"),
    ];

    private string _name = "";
    private TagTone _tone;

    [Inject]
    public required TagJob Putting { get; init; }

    [Inject]
    public required UntagJob Taking { get; init; }

    private bool MayChange => MayPrice && Job.End is null;

    private bool IsNew => _name.Trim().Length > 0 && Job.Suggestions.All(t => Tag.KeyOf(t.Name) != Tag.KeyOf(_name));

    private async Task PutAsync()
    {
        var (name, tone) = (_name, _tone);
        if (await ActAsync(() => Putting.RunAsync(Staff, Job.Number, name, tone, RequestKey.New(nameof(TagJob)), Closed)))
        {
            (_name, _tone) = ("", TagTone.Neutral);
        }
    }

    private async Task TakeAsync(TagView tag) =>
        await ActAsync(() => Taking.RunAsync(Staff, Job.Number, tag.Id, RequestKey.New(nameof(UntagJob)), Closed));
}
