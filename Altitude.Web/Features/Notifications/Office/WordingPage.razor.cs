using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>The words of one mail to customers, written beside the mail itself.</summary>
public sealed partial class WordingPage
{
    private Staff? _staff;
    private WordingView? _view;
    private WordingPreview? _preview;
    private RuleViolation? _refused;
    private string _subject = "";
    private string _text = "";
    private bool _isMissing;
    private bool _isActing;
    private string? _said;
    private int _drawing;

    [Parameter]
    public string Kind { get; set; } = "";

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required WordingsQuery Query { get; init; }

    [Inject]
    public required PreviewWording Preview { get; init; }

    [Inject]
    public required ChangeWording Change { get; init; }

    [Inject]
    public required ResetWording Reset { get; init; }

    [Inject]
    public required SendTestMail Test { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private string Title => _view is null ? "Notifications" : $"Words: {_view.Mail.Name}";

    private MailWords Words => new(_subject, _text);

    private bool IsHouse => _view is { IsOwn: false } && Words.Tidy() == _view.House.Tidy();

    private string ChangedSaid =>
        _view is { IsOwn: true, ChangedAt: { } at } view
            ? $"{view.ChangedBy} wrote them, {view.Company.Words.Instant(at, view.Now)}."
            : "Saved, they hold for every mail that is not written yet.";

    protected override bool Concerns(FeedEntry entry) => entry.Kind is "notifications.reworded" or "workspace.changed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayControl)
        {
            return;
        }

        var before = _view?.Words;
        _view = await Query.RunAsync(_staff!, Kind, cancellationToken); // PrepareAsync sets it.
        _isMissing = _view is null;
        if (_view is null)
        {
            AnswerNotFound();
            return;
        }

        if (before is null || before == Words)
        {
            (_subject, _text) = (_view.Words.Subject, _view.Words.Text); // Nobody was writing.
        }

        await DrawAsync();
    }

    private Task SubjectAsync(ChangeEventArgs args)
    {
        (_subject, _said) = (args.Value as string ?? "", null);
        return DrawAsync();
    }

    private Task TextAsync(ChangeEventArgs args)
    {
        (_text, _said) = (args.Value as string ?? "", null);
        return DrawAsync();
    }

    private Task InsertAsync(string variable)
    {
        (_text, _said) = ($"{_text.TrimEnd()} {Shown(variable)}", null);
        return DrawAsync();
    }

    /// <summary>Of drawings that overtake each other, the last one begun is shown.</summary>
    private async Task DrawAsync()
    {
        var mine = ++_drawing;
        var drawn = await Preview.RunAsync(_staff!, Kind, Words, Closed); // PrepareAsync sets it.
        if (mine == _drawing)
        {
            _preview = drawn;
        }
    }

    private static string Shown(string variable) => $"{{{{{variable}}}}}";

    private Task SaveAsync() =>
        ActAsync(async () =>
        {
            await Change.RunAsync(_staff!, Kind, Words, RequestKey.New("change-wording"), Closed); // PrepareAsync sets it.
            var tidy = Words.Tidy();
            (_subject, _text) = (tidy.Subject, tidy.Text);
            await LoadAsync(Closed);
            return "Saved";
        });

    private Task ResetAsync() =>
        ActAsync(async () =>
        {
            await Reset.RunAsync(_staff!, Kind, RequestKey.New("reset-wording"), Closed); // As above.
            (_subject, _text) = (_view!.House.Subject, _view.House.Text); // Drawn once it is read.
            await LoadAsync(Closed);
            return "The house's words stand again";
        });

    private Task TestAsync() => ActAsync(async () => $"Sent to {await Test.RunAsync(_staff!, Kind, Words, Closed)}"); // As above.

    private async Task ActAsync(Func<Task<string>> act)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused, _said) = (true, null, null);
        try
        {
            _said = await act();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isActing = false;
        }
    }

    private string? Mark(string rule) => _refused?.Rule == rule ? "true" : null;
}
