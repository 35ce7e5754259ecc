using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Conversations.Office;

/// <summary>Everything that customers and the company write each other, live: the conversations, and the one that the address names.</summary>
public sealed partial class MessagesPage
{
    private const int Step = 100;

    private static readonly (InboxFilter Filter, string Name)[] s_choices =
    [
        (InboxFilter.All, "All"),
        (InboxFilter.Unanswered, "Unanswered"),
        (InboxFilter.Mine, "Mine"),
    ];

    private readonly Dictionary<Id<Conversation>, Draft> _drafts = [];
    private Staff? _staff;
    private ConversationInbox? _inbox;
    private OfficeThreadView? _thread;
    private Guid? _loaded;
    private InboxFilter _loadedFilter;
    private int _most = OfficeThreadView.Usual;
    private bool _isMissing;
    private bool _isActing;
    private RuleViolation? _refused;

    [Parameter]
    public Guid? ConversationId { get; set; }

    /// <summary>"unanswered", "mine"; anything else: all.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ConversationInboxQuery Inbox { get; init; }

    [Inject]
    public required ConversationQuery Find { get; init; }

    [Inject]
    public required AssignConversation Assign { get; init; }

    [Inject]
    public required SettleConversation Settle { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private InboxFilter Filter =>
        Show switch
        {
            "unanswered" => InboxFilter.Unanswered,
            "mine" => InboxFilter.Mine,
            _ => InboxFilter.All,
        };

    private Id<Conversation>? Id => ConversationId is { } id ? new Id<Conversation>(id) : null;
    private bool MayArrange => _staff?.Role.MayPrice() == true;
    private string AssigneeValue => _thread?.AssigneeId?.ToString() ?? "";

    private Draft Draft
    {
        get
        {
            var id = _thread!.Id!.Value; // Drawn where there is one.
            return _drafts.TryGetValue(id, out var draft) ? draft : _drafts[id] = new Draft();
        }
    }

    private string EmptyInWords =>
        Filter switch
        {
            InboxFilter.Unanswered => "Nobody waits for an answer.",
            InboxFilter.Mine => "No conversation was given to you, and nobody wrote about a job of yours.",
            _ => "No messages yet. What a customer writes in the portal shows up here at once.",
        };

    private string NothingChosen => _inbox?.Lines.Count > 0 ? "Choose a conversation." : "Messages are read and answered here.";

    protected override bool Concerns(FeedEntry entry) => OfficeThread.Concerns(entry);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (id, filter, most) = (Id, Filter, _most);
        var inbox = await Inbox.RunAsync(_staff!, filter, cancellationToken); // PrepareAsync sets it.
        var thread = id is { } asked ? await Find.FindAsync(_staff!, asked, most, cancellationToken) : null; // Likewise.
        if (id != Id || filter != Filter)
        {
            return; // Another choice was made meanwhile, and its answer follows.
        }

        (_inbox, _thread, _isMissing) = (inbox, thread, id is not null && thread is null);
        (_loaded, _loadedFilter) = (ConversationId, filter);
        if (_isMissing)
        {
            AnswerNotFound();
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_inbox is not null && (_loaded != ConversationId || _loadedFilter != Filter))
        {
            (_refused, _most) = (null, OfficeThreadView.Usual);
            await LoadAsync(Closed);
        }
    }

    private Task ShowEarlierAsync()
    {
        _most += Step;
        return LoadAsync(Closed);
    }

    private Task AssignAsync(ChangeEventArgs chosen) =>
        ActAsync(
            (staff, id) =>
                Assign.RunAsync(
                    staff,
                    id,
                    Guid.TryParse(chosen.Value?.ToString(), out var to) ? new Id<StaffMember>(to) : null,
                    RequestKey.New("assign-conversation"),
                    Closed
                )
        );

    private Task SettleAsync() => ActAsync((staff, id) => Settle.RunAsync(staff, id, isSettled: true, RequestKey.New("settle-conversation"), Closed));

    private Task ReopenAsync() =>
        ActAsync((staff, id) => Settle.RunAsync(staff, id, isSettled: false, RequestKey.New("settle-conversation"), Closed));

    private async Task ActAsync(Func<Staff, Id<Conversation>, Task> act)
    {
        if (_isActing || _thread?.Id is not { } id)
        {
            return;
        }

        (_isActing, _refused) = (true, null);
        try
        {
            await act(_staff!, id); // PrepareAsync sets it.
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isActing = false;
        }
    }

    private static string AddressOf(InboxFilter filter) => "/office/messages" + QueryOf(filter);

    private string AddressOf(ConversationLine line) => $"/office/messages/{line.Id}{QueryOf(Filter)}";

    private static string QueryOf(InboxFilter filter) =>
        filter switch
        {
            InboxFilter.Unanswered => "?show=unanswered",
            InboxFilter.Mine => "?show=mine",
            _ => "",
        };

    private static string LookOf(ConversationLine line) => line.Unread > 0 ? "inbox-line unread" : "inbox-line";

    private static string AboutOf(ConversationLine line) => line.JobNumber is null ? "General" : $"{line.JobNumber}, {line.JobTitle}";

    private static string ExcerptOf(ConversationLine line) =>
        (line.IsLastFromCustomer ? line.LastAuthor : $"{line.LastAuthor} (us)")
        + ": "
        + (line.LastExcerpt.Length > 0 ? line.LastExcerpt : "Photos and files");
}
