using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Files;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Appointments.Office;

/// <summary>
/// A technician's day on a telephone: static, acts are plain posts, so that it works with a poor line and without a script. Everybody sees only the visits that they
/// make themselves.
/// </summary>
public sealed partial class MyDayPage
{
    private const string PhotosField = "Adding.Photos";
    private const int MostPhotos = 5;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromQuery]
    public string? Day { get; set; }

    [SupplyParameterFromForm(FormName = "mark")]
    public MarkForm? Marking { get; set; }

    [SupplyParameterFromForm(FormName = "note")]
    public NoteForm? Noting { get; set; }

    [SupplyParameterFromForm(FormName = "photos")]
    public PhotosForm? Adding { get; set; }

    [Inject]
    public required MyDayQuery Query { get; init; }

    [Inject]
    public required MarkVisit Mark { get; init; }

    [Inject]
    public required NoteVisit Note { get; init; }

    [Inject]
    public required AddFile Add { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private MyDay? View { get; set; }

    /// <summary>Why the act that a form asked for was refused; null: it was not.</summary>
    private RuleViolation? Refused { get; set; }

    /// <summary>The visit that it was about; null: one that is not here.</summary>
    private Id<Appointment>? Acted { get; set; }

    private static string NewKey => Guid.CreateVersion7().ToString();

    // All that follows is drawn once the day is there.
    private string DayText => View!.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private string Heading =>
        View!.Day == View.Today ? $"Today, {View.Company.Words.Day(View.Day, View.Today.Year)}" : View.Company.Words.Day(View.Day, View.Today.Year);
    private string InWords => View!.Day == View.Today ? "today" : $"on {View.Company.Words.Day(View.Day, View.Today.Year)}";
    private string Address => View!.Day == View.Today ? "/office/my-day" : $"/office/my-day?day={DayText}";

    protected override async Task OnInitializedAsync()
    {
        Marking ??= new MarkForm();
        Noting ??= new NoteForm();
        Adding ??= new PhotosForm();
        var day =
            DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked)
            && asked.Year is >= 1901 and <= 2998
                ? asked
                : (DateOnly?)null;
        try
        {
            View = await Query.RunAsync(await Current.GetAsync(), day, Context.RequestAborted);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            Navigation.NavigateTo("/office/sign-in?next=/office/my-day"); // Ended between the door and the page.
        }
    }

    private Task MarkAsync() =>
        Marking is { } form && Enum.TryParse<VisitMark>(form.Mark, out var mark) && Enum.IsDefined(mark)
            ? TryAsync(
                form.Visit,
                async (staff, visit) =>
                {
                    // Another mark on the same page is another act, even where the answer to the first was lost.
                    await Mark.RunAsync(staff, visit, mark, KeyOf(form.Key, (byte)mark, "mark-visit"), Context.RequestAborted);
                }
            )
            : Task.CompletedTask;

    private Task NoteAsync() =>
        Noting is { } form
            ? TryAsync(
                form.Visit,
                (staff, visit) =>
                    Note.RunAsync(staff, visit, form.Revision ?? 0, form.Text ?? "", RequestKey.From(form.Key, "note-visit"), Context.RequestAborted)
            )
            : Task.CompletedTask;

    private Task AddPhotosAsync() =>
        Adding is { } form
            ? TryAsync(
                form.Visit,
                async (staff, visit) =>
                {
                    var job =
                        View?.Visits.FirstOrDefault(v => v.Id == visit)?.Job
                        ?? throw new RuleViolation(AppointmentRules.Missing, "That visit is not one of yours on this day any more.");
                    IFormFile[] files = Context.Request.HasFormContentType
                        ? [.. Context.Request.Form.Files.GetFiles(PhotosField).Where(f => f.Length > 0)]
                        : [];
                    RuleViolation.Unless(files.Length > 0, FileRules.Unreadable, "Choose a photo first.");
                    RuleViolation.Unless(files.Length <= MostPhotos, FileRules.TooMany, $"Send at most {MostPhotos} photos at once.");
                    for (var i = 0; i < files.Length; i++)
                    {
                        var sent = new SentFile(files[i].FileName, files[i].OpenReadStream);
                        await Add.RunAsync(staff, job, sent, form.ForCustomer, KeyOf(form.Key, (byte)i, "add-file"), Context.RequestAborted);
                    }
                }
            )
            : Task.CompletedTask;

    /// <summary>One form stands for several acts; each has a key of its own, and the same one whenever it is sent again.</summary>
    private static RequestKey KeyOf(string? sent, byte act, string useCase)
    {
        if (!Guid.TryParse(sent, out var key))
        {
            return RequestKey.New(useCase);
        }

        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes);
        bytes[^1] ^= (byte)(act + 1);
        return new RequestKey(new Guid(bytes), useCase);
    }

    private async Task TryAsync(string? visit, Func<Altitude.Domain.Activity.Staff, Id<Appointment>, Task> act)
    {
        if (View is null)
        {
            return;
        }

        try
        {
            // What is not on this day of theirs is not there for them, whatever their role may do elsewhere.
            Acted = Guid.TryParse(visit, out var id) && View.Visits.Any(v => v.Id.Value == id) ? new Id<Appointment>(id) : null;
            RuleViolation.Unless(Acted is not null, AppointmentRules.Missing, "That visit is not one of yours on this day any more.");
            await act(await Current.GetAsync(), Acted!.Value); // Just asked.
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            Navigation.NavigateTo("/office/sign-in?next=/office/my-day");
            return;
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            Refused = refused;
            Context.Response.StatusCode = StatusCodes.Status409Conflict;
            View = await Query.RunAsync(await Current.GetAsync(), View.Day, Context.RequestAborted);
            return;
        }

        Navigation.NavigateTo($"{Address}#{Acted}");
    }

    private static IReadOnlyList<Act> ActsOf(MyVisit visit) =>
        visit.State switch
        {
            AppointmentState.Scheduled or AppointmentState.Confirmed =>
            [
                new Act(VisitMark.OnMyWay, "On my way", "button"),
                new Act(VisitMark.Done, "Done", "button quiet"),
            ],
            AppointmentState.Requested => [new Act(VisitMark.Done, "Done", "button quiet")],
            AppointmentState.OnMyWay =>
            [
                new Act(VisitMark.Done, "Done", "button"),
                new Act(VisitMark.NoShow, "Nobody was there", "button quiet"),
                new Act(VisitMark.Undo, "Not on my way", "button plain"),
            ],
            AppointmentState.Done or AppointmentState.NoShow => [new Act(VisitMark.Undo, "Take that back", "button plain")],
            _ => [],
        };

    private string LookOf(MyVisit visit) =>
        visit.IsOver ? "field-visit is-over"
        : View!.Visits.First(v => !v.IsOver).Id == visit.Id && View.Day == View.Today ? "field-visit is-next"
        : "field-visit";

    private string TimeOf(MyVisit visit) => $"{View!.Company.Words.Time(visit.StartsAt)} – {View.Company.Words.Time(visit.EndsAt)}";

    private string ArrivalOf(MyVisit visit) => $"{View!.Company.Words.Time(visit.Arrival.From)} and {View.Company.Words.Time(visit.Arrival.Until)}";

    private string PathBy(int by) => $"/office/my-day?day={View!.Day.AddDays(by).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private string NameBy(int by) =>
        (View!.Day.AddDays(by).DayNumber - View.Today.DayNumber) switch
        {
            -1 => "Yesterday",
            0 => "Today",
            1 => "Tomorrow",
            _ => View.Company.Words.Day(View.Day.AddDays(by), View.Today.Year),
        };

    private bool IsKept(MyVisit visit) => Refused is not null && Acted == visit.Id && Noting?.Text is not null;

    private bool IsNoteOpen(MyVisit visit) => IsKept(visit) || visit.StaffNotes.Length > 0;

    private string NotesOf(MyVisit visit) => IsKept(visit) ? Noting!.Text! : visit.StaffNotes; // IsKept: not null.

    /// <summary>Of what the person has read: after a refusal the present one, for the page says now what has changed.</summary>
    private static int RevisionOf(MyVisit visit) => visit.Revision;

    private static string AnchorOf(MyVisit visit) => visit.Id.ToString();

    private static string HeadingOf(MyVisit visit) => $"h-{visit.Id}";

    private static string NoteOf(MyVisit visit) => $"note-{visit.Id}";

    private static string NoteBoxOf(MyVisit visit) => $"notes-{visit.Id}";

    private static string PhotosOf(MyVisit visit) => $"photos-{visit.Id}";

    private sealed record Act(VisitMark Mark, string Words, string Look);

    /// <summary>A mark, as the browser sends it.</summary>
    public sealed class MarkForm
    {
        public string? Visit { get; set; }
        public string? Mark { get; set; }
        public string? Key { get; set; }
    }

    /// <summary>Notes, as the browser sends them.</summary>
    public sealed class NoteForm
    {
        public string? Visit { get; set; }
        public int? Revision { get; set; }
        public string? Text { get; set; }
        public string? Key { get; set; }
    }

    /// <summary>Photos, as the browser sends them; the files themselves are beside it.</summary>
    public sealed class PhotosForm
    {
        public string? Visit { get; set; }
        public bool ForCustomer { get; set; }
        public string? Key { get; set; }
    }
}
