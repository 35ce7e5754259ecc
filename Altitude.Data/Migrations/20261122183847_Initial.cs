using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Altitude.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "tenant");

            migrationBuilder.EnsureSchema(
                name: "platform");

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "document_lookups",
                schema: "platform",
                columns: table => new
                {
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consent_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_lookups", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "link_lookups",
                schema: "platform",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_link_lookups", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rate_counters",
                schema: "platform",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_counters", x => new { x.key, x.since });
                });

            migrationBuilder.CreateTable(
                name: "session_lookups",
                schema: "platform",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    browser_hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_lookups", x => new { x.workspace_id, x.session_id });
                });

            migrationBuilder.CreateTable(
                name: "staff_seats",
                schema: "platform",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_seats", x => new { x.user_id, x.workspace_id });
                });

            migrationBuilder.CreateTable(
                name: "staff_sessions",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    user_agent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_name = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    normalized_user_name = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    normalized_email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "text", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workspaces",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspaces", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workspaces",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slug = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    zone_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    culture = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    tax_rates = table.Column<string>(type: "jsonb", nullable: false),
                    brand_accent = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    brand_primary = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    brand_scheme = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    company_address = table.Column<string>(type: "text", nullable: false),
                    company_email = table.Column<string>(type: "text", nullable: false),
                    company_phone = table.Column<string>(type: "text", nullable: false),
                    portal_is_on = table.Column<bool>(type: "boolean", nullable: false),
                    portal_longest_session_hours = table.Column<int>(type: "integer", nullable: false),
                    portal_setup_link_hours = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workspaces1", x => x.workspace_id);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                schema: "platform",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "platform",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                schema: "platform",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    provider_key = table.Column<string>(type: "text", nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "platform",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                schema: "platform",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalSchema: "platform",
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "heads",
                schema: "platform",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_heads", x => x.workspace_id);
                    table.ForeignKey(
                        name: "fk_heads_workspaces_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "platform",
                        principalTable: "workspaces",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "activity",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    job_id = table.Column<Guid>(type: "uuid", nullable: true),
                    evidence = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    actor_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    details_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hashed = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activity", x => new { x.workspace_id, x.seq });
                    table.ForeignKey(
                        name: "fk_activity_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "customers",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "und-x-icu"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_customers", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_customers_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "email_deliveries",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cause = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    recipient = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    recipient_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    message_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    queued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_deliveries", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_email_deliveries_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "number_counters",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_number_counters", x => new { x.workspace_id, x.kind });
                    table.ForeignKey(
                        name: "fk_number_counters_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "request_keys",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    use_case = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_request_keys", x => new { x.workspace_id, x.key });
                    table.ForeignKey(
                        name: "fk_request_keys_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff_members",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "und-x-icu"),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_members", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_staff_members_workspace_workspace_id",
                        column: x => x.workspace_id,
                        principalSchema: "tenant",
                        principalTable: "workspaces",
                        principalColumn: "workspace_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "activity_details",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_activity_details", x => new { x.workspace_id, x.seq });
                    table.ForeignKey(
                        name: "fk_activity_details_activity_workspace_id_seq",
                        columns: x => new { x.workspace_id, x.seq },
                        principalSchema: "tenant",
                        principalTable: "activity",
                        principalColumns: new[] { "workspace_id", "seq" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contacts",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "und-x-icu"),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    rights = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contacts", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_contacts_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "service_locations",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    address = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_locations", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_service_locations_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "portal_sessions",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    browser_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    user_agent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_sessions", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_portal_sessions_contacts_workspace_id_contact_id",
                        columns: x => new { x.workspace_id, x.contact_id },
                        principalSchema: "tenant",
                        principalTable: "contacts",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "setup_links",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    target = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_links", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_setup_links_contacts_workspace_id_contact_id",
                        columns: x => new { x.workspace_id, x.contact_id },
                        principalSchema: "tenant",
                        principalTable: "contacts",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "und-x-icu"),
                    assignee_id = table.Column<Guid>(type: "uuid", nullable: true),
                    stage = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    end = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    staged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_jobs_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_jobs_service_locations_workspace_id_location_id",
                        columns: x => new { x.workspace_id, x.location_id },
                        principalSchema: "tenant",
                        principalTable: "service_locations",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_jobs_staff_members_workspace_id_assignee_id",
                        columns: x => new { x.workspace_id, x.assignee_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session_seen",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_seen", x => new { x.workspace_id, x.session_id });
                    table.ForeignKey(
                        name: "fk_session_seen_portal_sessions_workspace_id_session_id",
                        columns: x => new { x.workspace_id, x.session_id },
                        principalSchema: "tenant",
                        principalTable: "portal_sessions",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "setup_link_secrets",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    minted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_link_secrets", x => new { x.workspace_id, x.hash });
                    table.ForeignKey(
                        name: "fk_setup_link_secrets_setup_links_workspace_id_link_id",
                        columns: x => new { x.workspace_id, x.link_id },
                        principalSchema: "tenant",
                        principalTable: "setup_links",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "appointments",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    location_id = table.Column<Guid>(type: "uuid", nullable: true),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    technician_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    local_start = table.Column<DateTime>(type: "timestamp without time zone", nullable: false),
                    zone_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    arrival_from = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    arrival_until = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_appointments", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_appointments_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_appointments_staff_members_workspace_id_technician_id",
                        columns: x => new { x.workspace_id, x.technician_id },
                        principalSchema: "tenant",
                        principalTable: "staff_members",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "estimates",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    sent_version = table.Column<int>(type: "integer", nullable: true),
                    draft_version = table.Column<int>(type: "integer", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    reason = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    expiry_noted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimates", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_estimates_customers_workspace_id_customer_id",
                        columns: x => new { x.workspace_id, x.customer_id },
                        principalSchema: "tenant",
                        principalTable: "customers",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_estimates_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invoices",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: true),
                    number = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    issued_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    voided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deposit_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    deposit_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    total_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    total_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invoices", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_invoices_jobs_workspace_id_job_id",
                        columns: x => new { x.workspace_id, x.job_id },
                        principalSchema: "tenant",
                        principalTable: "jobs",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "estimate_versions",
                schema: "tenant",
                columns: table => new
                {
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false),
                    document_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_estimate_versions", x => new { x.workspace_id, x.estimate_id, x.number });
                    table.ForeignKey(
                        name: "fk_estimate_versions_estimates_workspace_id_estimate_id",
                        columns: x => new { x.workspace_id, x.estimate_id },
                        principalSchema: "tenant",
                        principalTable: "estimates",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "payments",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invoice_id = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    amount_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    amount_minor_units = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payments", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_payments_invoices_workspace_id_invoice_id",
                        columns: x => new { x.workspace_id, x.invoice_id },
                        principalSchema: "tenant",
                        principalTable: "invoices",
                        principalColumns: new[] { "workspace_id", "id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "consents",
                schema: "tenant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    workspace_id = table.Column<Guid>(type: "uuid", nullable: false),
                    estimate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    customer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    typed_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    normalised_name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    wording = table.Column<string>(type: "text", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    user_agent = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    ticked = table.Column<string>(type: "jsonb", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false),
                    document_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    deposit_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    deposit_minor_units = table.Column<long>(type: "bigint", nullable: false),
                    total_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    total_minor_units = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consents", x => new { x.workspace_id, x.id });
                    table.ForeignKey(
                        name: "fk_consents_estimate_versions_workspace_id_estimate_id_version",
                        columns: x => new { x.workspace_id, x.estimate_id, x.version },
                        principalSchema: "tenant",
                        principalTable: "estimate_versions",
                        principalColumns: new[] { "workspace_id", "estimate_id", "number" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_activity_workspace_id_customer_id_seq",
                schema: "tenant",
                table: "activity",
                columns: new[] { "workspace_id", "customer_id", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_activity_workspace_id_id",
                schema: "tenant",
                table: "activity",
                columns: new[] { "workspace_id", "id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_activity_workspace_id_job_id_seq",
                schema: "tenant",
                table: "activity",
                columns: new[] { "workspace_id", "job_id", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_activity_workspace_id_subject_seq",
                schema: "tenant",
                table: "activity",
                columns: new[] { "workspace_id", "subject", "seq" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_customer_id_starts_at",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "customer_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_job_id_starts_at",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "job_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_starts_at",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_appointments_workspace_id_technician_id",
                schema: "tenant",
                table: "appointments",
                columns: new[] { "workspace_id", "technician_id" });

            migrationBuilder.CreateIndex(
                name: "ix_consents_workspace_id_estimate_id_version",
                schema: "tenant",
                table: "consents",
                columns: new[] { "workspace_id", "estimate_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_customer_id",
                schema: "tenant",
                table: "contacts",
                columns: new[] { "workspace_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contacts_workspace_id_email",
                schema: "tenant",
                table: "contacts",
                columns: new[] { "workspace_id", "email" });

            migrationBuilder.CreateIndex(
                name: "ix_customers_workspace_id_name",
                schema: "tenant",
                table: "customers",
                columns: new[] { "workspace_id", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_cause_kind_recipient",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "cause", "kind", "recipient" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_queued_at",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "queued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_email_deliveries_workspace_id_subject_queued_at",
                schema: "tenant",
                table: "email_deliveries",
                columns: new[] { "workspace_id", "subject", "queued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_estimates_workspace_id_customer_id_created_at",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "customer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_estimates_workspace_id_job_id",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "job_id" });

            migrationBuilder.CreateIndex(
                name: "ix_estimates_workspace_id_number",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_estimates_workspace_id_state_created_at",
                schema: "tenant",
                table: "estimates",
                columns: new[] { "workspace_id", "state", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_workspace_id_customer_id_issued_on",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "customer_id", "issued_on" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_workspace_id_job_id",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "job_id" });

            migrationBuilder.CreateIndex(
                name: "ix_invoices_workspace_id_number",
                schema: "tenant",
                table: "invoices",
                columns: new[] { "workspace_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_assignee_id",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "assignee_id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_customer_id_created_at",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "customer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_location_id",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "location_id" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_number",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_workspace_id_stage_staged_at",
                schema: "tenant",
                table: "jobs",
                columns: new[] { "workspace_id", "stage", "staged_at" },
                filter: "\"end\" is null");

            migrationBuilder.CreateIndex(
                name: "ix_link_lookups_workspace_id_link_id",
                schema: "platform",
                table: "link_lookups",
                columns: new[] { "workspace_id", "link_id" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due_at",
                schema: "platform",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_workspace_id_kind_subject",
                schema: "platform",
                table: "outbox",
                columns: new[] { "workspace_id", "kind", "subject" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payments_workspace_id_invoice_id",
                schema: "tenant",
                table: "payments",
                columns: new[] { "workspace_id", "invoice_id" });

            migrationBuilder.CreateIndex(
                name: "ix_portal_sessions_workspace_id_browser_hash",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "browser_hash" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_portal_sessions_workspace_id_contact_id_started_at",
                schema: "tenant",
                table: "portal_sessions",
                columns: new[] { "workspace_id", "contact_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_rate_counters_since",
                schema: "platform",
                table: "rate_counters",
                column: "since");

            migrationBuilder.CreateIndex(
                name: "ix_request_keys_workspace_id_at",
                schema: "tenant",
                table: "request_keys",
                columns: new[] { "workspace_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_service_locations_workspace_id_customer_id",
                schema: "tenant",
                table: "service_locations",
                columns: new[] { "workspace_id", "customer_id" });

            migrationBuilder.CreateIndex(
                name: "ix_session_lookups_browser_hash",
                schema: "platform",
                table: "session_lookups",
                column: "browser_hash");

            migrationBuilder.CreateIndex(
                name: "ix_setup_link_secrets_workspace_id_link_id",
                schema: "tenant",
                table: "setup_link_secrets",
                columns: new[] { "workspace_id", "link_id" });

            migrationBuilder.CreateIndex(
                name: "ix_setup_links_workspace_id_contact_id_issued_at",
                schema: "tenant",
                table: "setup_links",
                columns: new[] { "workspace_id", "contact_id", "issued_at" });

            migrationBuilder.CreateIndex(
                name: "ix_staff_members_workspace_id_user_id",
                schema: "tenant",
                table: "staff_members",
                columns: new[] { "workspace_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_sessions_key_hash",
                schema: "platform",
                table: "staff_sessions",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_sessions_user_id",
                schema: "platform",
                table: "staff_sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_sessions_workspace_id_staff_id",
                schema: "platform",
                table: "staff_sessions",
                columns: new[] { "workspace_id", "staff_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                schema: "platform",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                schema: "platform",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_email",
                schema: "platform",
                table: "users",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_user_name",
                schema: "platform",
                table: "users",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_workspaces_slug",
                schema: "platform",
                table: "workspaces",
                column: "slug",
                unique: true,
                filter: "closed_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "activity_details",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "appointments",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "consents",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "data_protection_keys",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "document_lookups",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "email_deliveries",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "heads",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "link_lookups",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "number_counters",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "payments",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "rate_counters",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "request_keys",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "session_lookups",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "session_seen",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "setup_link_secrets",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "staff_seats",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "staff_sessions",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "user_claims",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "user_logins",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "user_tokens",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "activity",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "estimate_versions",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "workspaces",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "invoices",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "portal_sessions",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "setup_links",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "users",
                schema: "platform");

            migrationBuilder.DropTable(
                name: "estimates",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "contacts",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "jobs",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "service_locations",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "staff_members",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "customers",
                schema: "tenant");

            migrationBuilder.DropTable(
                name: "workspaces",
                schema: "tenant");
        }
    }
}
