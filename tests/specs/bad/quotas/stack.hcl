stack "quotas" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "f" {}

role "some" { managed = [for n in range(11) : "arn:aws:iam::aws:policy/P${n}"] }

role "many" { managed = [for n in range(26) : "arn:aws:iam::aws:policy/P${n}"] }

api "a" {
  throttle = { rate = 20000, burst = 6000 }
  scopes   = [for n in range(11) : "s${n}"]

  authorizer "a0" { jwt = { issuer = "https://a.example", audience = [for n in range(51) : "a${n}"] } }
  authorizer "a1" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a2" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a3" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a4" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a5" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a6" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a7" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a8" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a9" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a10" { jwt = { issuer = "https://a.example", audience = ["a"] } }

  route "GET /" {
    to        = function.f
    authorize = "a1"
    scopes    = [for n in range(11) : "s${n}"]
    throttle  = { rate = 100, burst = 5001 }
  }
}

table "read_by_three" {
  key    = { id = "S" }
  stream = "keys_only"
}

trigger "table" "t" {
  count = 3
  table = table.read_by_three
  to    = function.f
}

table "indexed" {
  key = { id = "S" }

  index "a" {
    key        = { a = "S" }
    attributes = [for n in range(60) : "a${n}"]
  }

  index "b" {
    key        = { b = "S" }
    attributes = [for n in range(41) : "a${n}"]
  }
}

bucket "b" {}

queue "q" {}

trigger "bucket" "t" {
  count  = 101
  bucket = bucket.b
  to     = queue.q
  prefix = "p${count.index}/"
}

alarm "one" {
  count    = 101
  of       = queue.q
  metric   = "ApproximateAgeOfOldestMessage"
  above    = count.index
}

alarm "all" { any_of = alarm.one }

table "much_indexed" {
  key = { id = "S" }

  index "i0" { key = { k0 = "S" } }
  index "i1" { key = { k1 = "S" } }
  index "i2" { key = { k2 = "S" } }
  index "i3" { key = { k3 = "S" } }
  index "i4" { key = { k4 = "S" } }
  index "i5" { key = { k5 = "S" } }
  index "i6" { key = { k6 = "S" } }
  index "i7" { key = { k7 = "S" } }
  index "i8" { key = { k8 = "S" } }
  index "i9" { key = { k9 = "S" } }
  index "i10" { key = { k10 = "S" } }
  index "i11" { key = { k11 = "S" } }
  index "i12" { key = { k12 = "S" } }
  index "i13" { key = { k13 = "S" } }
  index "i14" { key = { k14 = "S" } }
  index "i15" { key = { k15 = "S" } }
  index "i16" { key = { k16 = "S" } }
  index "i17" { key = { k17 = "S" } }
  index "i18" { key = { k18 = "S" } }
  index "i19" { key = { k19 = "S" } }
  index "i20" { key = { k20 = "S" } }
}

api "wide" {
  throttle = { rate = 10, burst = 20 }

  route "GET /r0" { to = function.f }
  route "GET /r1" { to = function.f }
  route "GET /r2" { to = function.f }
  route "GET /r3" { to = function.f }
  route "GET /r4" { to = function.f }
  route "GET /r5" { to = function.f }
  route "GET /r6" { to = function.f }
  route "GET /r7" { to = function.f }
  route "GET /r8" { to = function.f }
  route "GET /r9" { to = function.f }
  route "GET /r10" { to = function.f }
  route "GET /r11" { to = function.f }
  route "GET /r12" { to = function.f }
  route "GET /r13" { to = function.f }
  route "GET /r14" { to = function.f }
  route "GET /r15" { to = function.f }
  route "GET /r16" { to = function.f }
  route "GET /r17" { to = function.f }
  route "GET /r18" { to = function.f }
  route "GET /r19" { to = function.f }
  route "GET /r20" { to = function.f }
  route "GET /r21" { to = function.f }
  route "GET /r22" { to = function.f }
  route "GET /r23" { to = function.f }
  route "GET /r24" { to = function.f }
  route "GET /r25" { to = function.f }
  route "GET /r26" { to = function.f }
  route "GET /r27" { to = function.f }
  route "GET /r28" { to = function.f }
  route "GET /r29" { to = function.f }
  route "GET /r30" { to = function.f }
  route "GET /r31" { to = function.f }
  route "GET /r32" { to = function.f }
  route "GET /r33" { to = function.f }
  route "GET /r34" { to = function.f }
  route "GET /r35" { to = function.f }
  route "GET /r36" { to = function.f }
  route "GET /r37" { to = function.f }
  route "GET /r38" { to = function.f }
  route "GET /r39" { to = function.f }
  route "GET /r40" { to = function.f }
  route "GET /r41" { to = function.f }
  route "GET /r42" { to = function.f }
  route "GET /r43" { to = function.f }
  route "GET /r44" { to = function.f }
  route "GET /r45" { to = function.f }
  route "GET /r46" { to = function.f }
  route "GET /r47" { to = function.f }
  route "GET /r48" { to = function.f }
  route "GET /r49" { to = function.f }
  route "GET /r50" { to = function.f }
  route "GET /r51" { to = function.f }
  route "GET /r52" { to = function.f }
  route "GET /r53" { to = function.f }
  route "GET /r54" { to = function.f }
  route "GET /r55" { to = function.f }
  route "GET /r56" { to = function.f }
  route "GET /r57" { to = function.f }
  route "GET /r58" { to = function.f }
  route "GET /r59" { to = function.f }
  route "GET /r60" { to = function.f }
  route "GET /r61" { to = function.f }
  route "GET /r62" { to = function.f }
  route "GET /r63" { to = function.f }
  route "GET /r64" { to = function.f }
  route "GET /r65" { to = function.f }
  route "GET /r66" { to = function.f }
  route "GET /r67" { to = function.f }
  route "GET /r68" { to = function.f }
  route "GET /r69" { to = function.f }
  route "GET /r70" { to = function.f }
  route "GET /r71" { to = function.f }
  route "GET /r72" { to = function.f }
  route "GET /r73" { to = function.f }
  route "GET /r74" { to = function.f }
  route "GET /r75" { to = function.f }
  route "GET /r76" { to = function.f }
  route "GET /r77" { to = function.f }
  route "GET /r78" { to = function.f }
  route "GET /r79" { to = function.f }
  route "GET /r80" { to = function.f }
  route "GET /r81" { to = function.f }
  route "GET /r82" { to = function.f }
  route "GET /r83" { to = function.f }
  route "GET /r84" { to = function.f }
  route "GET /r85" { to = function.f }
  route "GET /r86" { to = function.f }
  route "GET /r87" { to = function.f }
  route "GET /r88" { to = function.f }
  route "GET /r89" { to = function.f }
  route "GET /r90" { to = function.f }
  route "GET /r91" { to = function.f }
  route "GET /r92" { to = function.f }
  route "GET /r93" { to = function.f }
  route "GET /r94" { to = function.f }
  route "GET /r95" { to = function.f }
  route "GET /r96" { to = function.f }
  route "GET /r97" { to = function.f }
  route "GET /r98" { to = function.f }
  route "GET /r99" { to = function.f }
  route "GET /r100" { to = function.f }
  route "GET /r101" { to = function.f }
  route "GET /r102" { to = function.f }
  route "GET /r103" { to = function.f }
  route "GET /r104" { to = function.f }
  route "GET /r105" { to = function.f }
  route "GET /r106" { to = function.f }
  route "GET /r107" { to = function.f }
  route "GET /r108" { to = function.f }
  route "GET /r109" { to = function.f }
  route "GET /r110" { to = function.f }
  route "GET /r111" { to = function.f }
  route "GET /r112" { to = function.f }
  route "GET /r113" { to = function.f }
  route "GET /r114" { to = function.f }
  route "GET /r115" { to = function.f }
  route "GET /r116" { to = function.f }
  route "GET /r117" { to = function.f }
  route "GET /r118" { to = function.f }
  route "GET /r119" { to = function.f }
  route "GET /r120" { to = function.f }
  route "GET /r121" { to = function.f }
  route "GET /r122" { to = function.f }
  route "GET /r123" { to = function.f }
  route "GET /r124" { to = function.f }
  route "GET /r125" { to = function.f }
  route "GET /r126" { to = function.f }
  route "GET /r127" { to = function.f }
  route "GET /r128" { to = function.f }
  route "GET /r129" { to = function.f }
  route "GET /r130" { to = function.f }
  route "GET /r131" { to = function.f }
  route "GET /r132" { to = function.f }
  route "GET /r133" { to = function.f }
  route "GET /r134" { to = function.f }
  route "GET /r135" { to = function.f }
  route "GET /r136" { to = function.f }
  route "GET /r137" { to = function.f }
  route "GET /r138" { to = function.f }
  route "GET /r139" { to = function.f }
  route "GET /r140" { to = function.f }
  route "GET /r141" { to = function.f }
  route "GET /r142" { to = function.f }
  route "GET /r143" { to = function.f }
  route "GET /r144" { to = function.f }
  route "GET /r145" { to = function.f }
  route "GET /r146" { to = function.f }
  route "GET /r147" { to = function.f }
  route "GET /r148" { to = function.f }
  route "GET /r149" { to = function.f }
  route "GET /r150" { to = function.f }
  route "GET /r151" { to = function.f }
  route "GET /r152" { to = function.f }
  route "GET /r153" { to = function.f }
  route "GET /r154" { to = function.f }
  route "GET /r155" { to = function.f }
  route "GET /r156" { to = function.f }
  route "GET /r157" { to = function.f }
  route "GET /r158" { to = function.f }
  route "GET /r159" { to = function.f }
  route "GET /r160" { to = function.f }
  route "GET /r161" { to = function.f }
  route "GET /r162" { to = function.f }
  route "GET /r163" { to = function.f }
  route "GET /r164" { to = function.f }
  route "GET /r165" { to = function.f }
  route "GET /r166" { to = function.f }
  route "GET /r167" { to = function.f }
  route "GET /r168" { to = function.f }
  route "GET /r169" { to = function.f }
  route "GET /r170" { to = function.f }
  route "GET /r171" { to = function.f }
  route "GET /r172" { to = function.f }
  route "GET /r173" { to = function.f }
  route "GET /r174" { to = function.f }
  route "GET /r175" { to = function.f }
  route "GET /r176" { to = function.f }
  route "GET /r177" { to = function.f }
  route "GET /r178" { to = function.f }
  route "GET /r179" { to = function.f }
  route "GET /r180" { to = function.f }
  route "GET /r181" { to = function.f }
  route "GET /r182" { to = function.f }
  route "GET /r183" { to = function.f }
  route "GET /r184" { to = function.f }
  route "GET /r185" { to = function.f }
  route "GET /r186" { to = function.f }
  route "GET /r187" { to = function.f }
  route "GET /r188" { to = function.f }
  route "GET /r189" { to = function.f }
  route "GET /r190" { to = function.f }
  route "GET /r191" { to = function.f }
  route "GET /r192" { to = function.f }
  route "GET /r193" { to = function.f }
  route "GET /r194" { to = function.f }
  route "GET /r195" { to = function.f }
  route "GET /r196" { to = function.f }
  route "GET /r197" { to = function.f }
  route "GET /r198" { to = function.f }
  route "GET /r199" { to = function.f }
  route "GET /r200" { to = function.f }
  route "GET /r201" { to = function.f }
  route "GET /r202" { to = function.f }
  route "GET /r203" { to = function.f }
  route "GET /r204" { to = function.f }
  route "GET /r205" { to = function.f }
  route "GET /r206" { to = function.f }
  route "GET /r207" { to = function.f }
  route "GET /r208" { to = function.f }
  route "GET /r209" { to = function.f }
  route "GET /r210" { to = function.f }
  route "GET /r211" { to = function.f }
  route "GET /r212" { to = function.f }
  route "GET /r213" { to = function.f }
  route "GET /r214" { to = function.f }
  route "GET /r215" { to = function.f }
  route "GET /r216" { to = function.f }
  route "GET /r217" { to = function.f }
  route "GET /r218" { to = function.f }
  route "GET /r219" { to = function.f }
  route "GET /r220" { to = function.f }
  route "GET /r221" { to = function.f }
  route "GET /r222" { to = function.f }
  route "GET /r223" { to = function.f }
  route "GET /r224" { to = function.f }
  route "GET /r225" { to = function.f }
  route "GET /r226" { to = function.f }
  route "GET /r227" { to = function.f }
  route "GET /r228" { to = function.f }
  route "GET /r229" { to = function.f }
  route "GET /r230" { to = function.f }
  route "GET /r231" { to = function.f }
  route "GET /r232" { to = function.f }
  route "GET /r233" { to = function.f }
  route "GET /r234" { to = function.f }
  route "GET /r235" { to = function.f }
  route "GET /r236" { to = function.f }
  route "GET /r237" { to = function.f }
  route "GET /r238" { to = function.f }
  route "GET /r239" { to = function.f }
  route "GET /r240" { to = function.f }
  route "GET /r241" { to = function.f }
  route "GET /r242" { to = function.f }
  route "GET /r243" { to = function.f }
  route "GET /r244" { to = function.f }
  route "GET /r245" { to = function.f }
  route "GET /r246" { to = function.f }
  route "GET /r247" { to = function.f }
  route "GET /r248" { to = function.f }
  route "GET /r249" { to = function.f }
  route "GET /r250" { to = function.f }
  route "GET /r251" { to = function.f }
  route "GET /r252" { to = function.f }
  route "GET /r253" { to = function.f }
  route "GET /r254" { to = function.f }
  route "GET /r255" { to = function.f }
  route "GET /r256" { to = function.f }
  route "GET /r257" { to = function.f }
  route "GET /r258" { to = function.f }
  route "GET /r259" { to = function.f }
  route "GET /r260" { to = function.f }
  route "GET /r261" { to = function.f }
  route "GET /r262" { to = function.f }
  route "GET /r263" { to = function.f }
  route "GET /r264" { to = function.f }
  route "GET /r265" { to = function.f }
  route "GET /r266" { to = function.f }
  route "GET /r267" { to = function.f }
  route "GET /r268" { to = function.f }
  route "GET /r269" { to = function.f }
  route "GET /r270" { to = function.f }
  route "GET /r271" { to = function.f }
  route "GET /r272" { to = function.f }
  route "GET /r273" { to = function.f }
  route "GET /r274" { to = function.f }
  route "GET /r275" { to = function.f }
  route "GET /r276" { to = function.f }
  route "GET /r277" { to = function.f }
  route "GET /r278" { to = function.f }
  route "GET /r279" { to = function.f }
  route "GET /r280" { to = function.f }
  route "GET /r281" { to = function.f }
  route "GET /r282" { to = function.f }
  route "GET /r283" { to = function.f }
  route "GET /r284" { to = function.f }
  route "GET /r285" { to = function.f }
  route "GET /r286" { to = function.f }
  route "GET /r287" { to = function.f }
  route "GET /r288" { to = function.f }
  route "GET /r289" { to = function.f }
  route "GET /r290" { to = function.f }
  route "GET /r291" { to = function.f }
  route "GET /r292" { to = function.f }
  route "GET /r293" { to = function.f }
  route "GET /r294" { to = function.f }
  route "GET /r295" { to = function.f }
  route "GET /r296" { to = function.f }
  route "GET /r297" { to = function.f }
  route "GET /r298" { to = function.f }
  route "GET /r299" { to = function.f }
  route "GET /r300" { to = function.f }
}
